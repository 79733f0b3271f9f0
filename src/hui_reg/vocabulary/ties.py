"""What binds papers to a person."""

from enum import StrEnum


class Tie(StrEnum):
    """What binds some pages to an applicant, strongest first."""

    FACT = "fact"
    """No paper: staff verified it elsewhere."""
    RULING = "ruling"
    ID_NUMBER = "id_number"
    NAME = "name"
    ROSTER = "roster"
    FOLDER = "folder"
    FILE_NAME = "file_name"
    SAME_FILE = "same_file"
    NEIGHBOUR = "neighbour"
    ELIMINATION = "elimination"
