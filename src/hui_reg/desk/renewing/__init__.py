"""Only what is new is assembled and checked: what each unit was made of is known, and who shares what with whom."""
