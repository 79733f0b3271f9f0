"""What only the files that leave the office need: the owner's part of a page, photos made anew, the last look."""
