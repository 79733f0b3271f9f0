"""The tree is that of RFC 6962, and its heads are read back from what they are printed on."""

import hashlib

from hui_reg.store.merkle import Head, commitment, head, heads_in, new_salt


def rfc(leaves: list[bytes]) -> bytes:
    """The definition, word by word (RFC 6962, 2.1)."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + rfc(leaves[:k]) + rfc(leaves[k:])).digest()


def test_the_tree_is_that_of_the_rfc() -> None:
    leaves = [hashlib.sha256(bytes([n])).digest() for n in range(70)]
    for size in range(71):
        assert head([leaf.hex() for leaf in leaves[:size]]) == Head(size, rfc(leaves[:size]).hex())


def test_the_example_of_certificate_transparency() -> None:
    leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    assert head(leaves).root == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def test_a_head_is_read_back_from_what_it_is_printed_on() -> None:
    one, other = head(["00"]), head(["00", "10"])
    assert heads_in(f"……{one}。\n第 1 页　{other}{one}") == [one, other]


def test_a_commitment_hides_and_binds() -> None:
    salt, entry = new_salt(), {"applicant": "a", "data": "{}", "seq": 1}
    assert commitment(salt, entry) == commitment(salt, dict(reversed(entry.items())))
    assert commitment(salt, entry) != commitment(new_salt(), entry)
    assert commitment(salt, entry) != commitment(salt, entry | {"seq": 2})
