"""Who may apply, as a notice says it: ages, the two usual routes, and those a county writes itself."""

from datetime import date

from pydantic import Field

from hui_reg.model import Noun


class Route1(Noun):
    """Graduated ``years`` full years before ``cut_off`` (default: the registration deadline)."""

    years: int
    cut_off: date | None = None
    grey_zone_to_year_end: bool = True


class Route2(Noun):
    """In this or a related major, from a school of these classes; ``review_classes`` are not clearly meant."""

    school_classes: tuple[str, ...]
    excluded_classes: tuple[str, ...] = ()
    review_classes: tuple[str, ...] = ("自考", "网络", "开放")
    related_majors: tuple[str, ...] = ()


class OwnRoute(Noun):
    """A county's own way in: every condition named must hold, ages and years counted on the registration deadline.

    ``education``: graduated, at one of these levels; ``graduated_years`` full years ago. ``student``: of the final
    year. ``held_levels``: of a certificate in this occupation. What only the form tells (years in the occupation, the
    certificate held) is for a person to compare with its proof, unless ``form_is_enough``.
    """

    title: str = Field(min_length=1)
    basis: str
    minimum_age: int | None = None
    maximum_age: int | None = None
    years_in_occupation: int | None = None
    held_levels: tuple[str, ...] = ()
    education: tuple[str, ...] = ()
    graduated_years: int = 0
    student: bool = False
    form_is_enough: bool = False


class Eligibility(Noun):
    """Eligible is whom one of the routes admits; the ages hold for all of them."""

    minimum_age: int
    maximum_age: int | None = None
    basis: str
    secondary_or_above: tuple[str, ...] = ()
    final_year: int
    route1: Route1 | None = None
    route2: Route2 | None = None
    routes: tuple[OwnRoute, ...] = ()

    @property
    def takes_students(self) -> bool:
        """Whether some route admits students of the final year."""
        return self.route2 is not None or any(route.student for route in self.routes)
