"""The post of every unit: all its mails in the order they were sent."""

from collections.abc import Callable

from samples import cast
from samples.cast.members import Unit
from samples.materials import papers
from samples.posts import towns, windows
from samples.posts.parcel import Made, Post

_POSTS: dict[str, Callable[[Unit, Made], list[Post]]] = {
    cast.QINGLAN.name: towns.qinglan,
    cast.YUNQIAO.name: towns.yunqiao,
    cast.MEDICAL.name: windows.medical,
    cast.PROPERTY.name: windows.real_estate,
    cast.BAISHI.name: towns.baishi,
    cast.SOCIAL.name: windows.social,
    cast.SONGLING.name: towns.songling,
}


def posts(unit: Unit) -> list[Post]:
    """All mails of a unit."""
    made = {applicant.person.name: papers(applicant) for applicant in unit.applicants}
    return _POSTS[unit.name](unit, made)
