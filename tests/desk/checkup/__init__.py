"""Tests of the looks that doctor takes."""
