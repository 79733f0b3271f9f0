"""What is kept, looked after: looked over, proved, mended, brought back, handed on and closed."""
