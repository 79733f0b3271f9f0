"""Receipts to people, many to many, balanced to the cent: what is matched and what is unexplained make the whole.

Strongest evidence first: names in the remark, the payer's own name, several receipts for the same names, and last a
unit that pays for exactly all of its own who are left. Nothing is guessed: what admits of two readings is left to a
person, with the reason.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from decimal import Decimal

from hui_reg.history.dues import Accounts, Charge, solve, spread
from hui_reg.history.kinds import EntryKind
from hui_reg.history.makeup import purposes
from hui_reg.history.people import People, Person, fold_text
from hui_reg.history.roll import Roll
from hui_reg.history.state import State
from hui_reg.ledger.matches import NOTHING, Match, Reconciliation, names_of
from hui_reg.ledger.receipts import Receipt, Unique, unique
from hui_reg.ledger.remarks import Remark, RemarkReader
from hui_reg.notice import Notice


def reconcile(receipts: Iterable[Receipt], roll: Roll) -> Reconciliation:
    """Match every receipt to applicants; what the ledger holds already stays as it is.

    Every doubt is worked out anew from the receipts and the ledger, so a run with nothing new enters nothing.
    """
    states = roll.states
    accounts = Accounts(states, roll.notice, {person.key for person in roll.cleared().people})
    matcher = _Matcher(roll.index(), accounts, roll.notice, _withdrawn(states))
    transfers = unique(receipts)
    standing = _standing(transfers, states)
    matches = [Match(found, pinned=standing.get(found.receipt.key, ())) for found in transfers]
    open_ones = [match for match in matches if matcher.takes(match)]
    for match in open_ones:
        matcher.by_name(match)
    matcher.by_same_names([match for match in open_ones if match.people and not match.matched and not match.reason])
    matcher.by_unit([match for match in open_ones if match.unexplained > 0 and not match.reason])
    return Reconciliation(tuple(matches))


def standing_only(receipts: Iterable[Receipt], states: Mapping[str, State]) -> Reconciliation:
    """The transfers with what the ledger holds of them, and no new matches."""
    transfers = unique(receipts)
    standing = _standing(transfers, states)
    return Reconciliation(tuple(Match(found, standing.get(found.receipt.key, ())) for found in transfers))


def _standing(transfers: Sequence[Unique], states: Mapping[str, State]) -> dict[str, tuple[Charge, ...]]:
    """What the ledger holds of each transfer, by its key.

    A better reading may have given a receipt another number since: then the file tells, if it holds just one.
    """
    keys = {found.receipt.key for found in transfers}
    in_file: dict[str, set[str]] = defaultdict(set)
    for found in transfers:
        for copy in (found.receipt, *found.copies):
            in_file[copy.source].add(found.receipt.key)
    standing: dict[str, tuple[Charge, ...]] = defaultdict(tuple)
    for state in states.values():
        for paid in state.payments:
            others = in_file.get(paid.source, set())
            key = next(iter(others)) if paid.receipt not in keys and len(others) == 1 else paid.receipt
            standing[key] += (Charge(state.applicant, paid.purpose, paid.amount, paid.basis),)
    return standing


def _withdrawn(states: Mapping[str, State]) -> set[str]:
    """Transfers of which a person took an allocation back: not to be made again by rule."""
    return {
        str(gone.data.get("receipt"))
        for state in states.values()
        for entry in state.of(EntryKind.WITHDRAWAL)
        for gone in state.history
        if gone.seq == entry.supersedes and gone.kind == EntryKind.PAYMENT
    }


@dataclass
class _Matcher:
    people: People
    accounts: Accounts
    notice: Notice
    withdrawn: Set[str]

    def __post_init__(self) -> None:
        units = sorted({person.unit for person in self.people.everyone if person.unit})
        self.units = {unit: fold_text(unit) for unit in units}
        self.payers = {fold_text(name): unit for name, unit in self.notice.payment.payers.items()}
        states = self.notice.ever()
        self._fees = [fee for fee in dict.fromkeys(state.fees.registration for state in states) if fee]
        makeups = (state.makeup_fee(papers) for state in states for papers in purposes(state).values())
        self._prices = [Decimal(0), *self._fees, *makeups]
        self.reader = RemarkReader((p.name for p in self.people.everyone), units, self.notice.occupation.words)

    def takes(self, match: Match) -> bool:
        """Whether there is money to place, and nothing that a person must look at first."""
        if match.unexplained > 0 and match.receipt.key in self.withdrawn:
            match.reason = "此前的认定已被撤销，请人工填写归属人员"
        elif match.unexplained < 0:
            match.reason = "台账已认定的金额超过回单金额，请核对"
        elif match.unexplained and match.receipt.doubt:
            match.reason = match.receipt.doubt
        elif match.unexplained and match.receipt.paid_on is None:
            match.reason = "交易日期未能读出，请查看原件"
        elif match.receipt.amount is None:
            match.reason = match.receipt.doubt
        return match.unexplained > 0 and not match.reason

    def by_name(self, match: Match) -> None:
        """Names in the remark, or the payer as the applicant."""
        receipt = match.receipt
        remark = self.reader.read(receipt.remark)
        match.unit = self._unit_of(receipt)
        named, match.basis = remark.names, "named"
        if not (named or match.unit or remark.hints or remark.strangers) and self.people.named(receipt.payer):
            named, match.basis = ((receipt.payer, ""),), "payer"
        found = [self._who(name, digits, match) for name, digits in named]
        unclear = [who for who in found if isinstance(who, str)]
        match.people = tuple(dict.fromkeys(who for who in found if isinstance(who, Person)))
        match.reason = "；".join(unclear) or self._doubt(match, remark)
        if match.people and not match.reason and not match.pinned:
            self._pay_named(match)
        elif match.pinned and not match.unit and not match.reason:
            match.reason = f"其余 {match.unexplained:.2f} 元未认定到人"
        if remark.unknown and match.unexplained and not match.reason:
            match.reason = f"附言中的“{'、'.join(remark.unknown)}”未能确定是不是本批申报人，其余款项不知缴的是谁"
        if not match.reason and remark.count is not None:
            self._check_count(match, remark.count)

    def _doubt(self, match: Match, remark: Remark) -> str:
        """Why the words of a transfer give it to nobody, whatever an earlier run has entered of it."""
        if remark.count is not None and remark.count < len(match.people):
            return f"附言写 {remark.count} 人，却有 {len(match.people)} 个姓名"
        if remark.unknown and not match.pinned and match.amount <= self._most(match):
            return f"附言中的“{'、'.join(remark.unknown)}”未能确定是不是本批申报人"
        if match.people:
            return ""
        if remark.unknown:
            return f"附言中的“{'、'.join(remark.unknown)}”未能确定是不是本批申报人"
        if not match.unit and not match.pinned:
            payer = match.receipt.payer or "付款人"
            cure = f'若是某单位的付款账户，请在 notice.toml 的 [payment.payers] 写上 "{payer}" = "单位名称"'
            return f"付款人和附言都对应不到单位或申报人；{cure}"
        return ""

    def _most(self, match: Match) -> Decimal:
        """What those named could ever owe with one transfer. What they have paid since changes no doubt."""
        return len(match.people) * max(self._prices)

    def _check_count(self, match: Match, count: int) -> None:
        """A number of people in the remark must agree with the sum, as far as whole fees go."""
        told = "或 ".join(f"{count} × {fee} 元" for fee in self._fees)
        if not told or match.amount in [count * fee for fee in self._fees]:
            return
        if not match.matched and not match.people:
            match.reason = f"附言写 {count} 人，金额不是 {told}"
        elif match.matched and match.unexplained:
            match.reason = f"附言写 {count} 人，金额不是 {told}；写明姓名的已认定"

    def _pay_named(self, match: Match) -> None:
        assert match.receipt.paid_on is not None  # takes() has looked
        options = [self.accounts.options(person, match.receipt.paid_on) for person in match.people]
        owing = [charges for charges in options if charges]
        if not owing:
            match.reason = f"{names_of(match.people)} 没有待缴的费用，可能重复缴费"
            return
        chosen = solve(owing, match.unexplained)
        only_fees = all(charges[0].purpose == "registration" for charges in owing)
        most = sum((charges[0].amount for charges in owing), NOTHING)
        if chosen is not None:
            self._allocate(match, chosen)
        elif only_fees and match.unexplained > most:
            self._allocate(match, [charges[0] for charges in owing])
            if not match.unit or match.basis == "payer":
                match.reason = f"{names_of(match.people)} 已缴清，多出 {match.unexplained:.2f} 元"
        elif only_fees and len(match.people) == 1:
            self._allocate(match, [Charge(owing[0][0].applicant, "registration", match.unexplained)])
        elif not only_fees:
            match.reason = f"金额与 {names_of(match.people)} 的补考费对不上，或不止一种组合"

    def by_same_names(self, matches: list[Match]) -> None:
        """Several receipts that name the same people and make the sum only together."""
        groups: dict[frozenset[str], list[Match]] = defaultdict(list)
        for match in matches:
            groups[frozenset(person.key for person in match.people)].append(match)
        for group in groups.values():
            day = max(match.receipt.paid_on for match in group if match.receipt.paid_on is not None)
            options = [charges for person in group[0].people if (charges := self.accounts.options(person, day))]
            chosen = solve(options, sum((match.unexplained for match in group), NOTHING))
            if chosen:
                for match, share in zip(group, spread(chosen, [m.unexplained for m in group]), strict=True):
                    self._allocate(match, share)
                continue
            owed = sum((charges[0].amount for charges in options), NOTHING)
            for match in group:
                match.reason = f"{names_of(match.people)} 共应缴 {owed:.2f} 元，回单金额不足，不知缴的是谁"

    def by_unit(self, matches: list[Match]) -> None:
        """A unit that pays, without all the names, for exactly all of its own who are left to pay."""
        groups: dict[str, list[Match]] = defaultdict(list)
        for match in matches:
            if match.matched and all(match.unexplained % fee for fee in self._fees):
                match.reason = f"写明姓名的已缴清，多出 {match.unexplained:.2f} 元"
            else:
                groups[match.unit].append(match)
        for unit, group in groups.items():
            left = [p for p in self.people.everyone if p.unit == unit and self.accounts.is_cleared(p)]
            charges = [Charge(p.key, "registration", owed) for p in left if (owed := self.accounts.balance(p))]
            owed = sum((charge.amount for charge in charges), NOTHING)
            total = sum((match.unexplained for match in group), NOTHING)
            if unit and charges and owed == total:
                for match, share in zip(group, spread(charges, [m.unexplained for m in group]), strict=True):
                    match.basis = "unit"
                    self._allocate(match, share)
                continue
            for match in group:
                match.reason = (
                    f"{unit} 复核通过而未缴的有 {len(charges)} 人，共 {owed:.2f} 元；"
                    f"没有写明姓名的款项共 {total:.2f} 元，请单位提供缴费名单"
                )

    def _allocate(self, match: Match, charges: Iterable[Charge]) -> None:
        for charge in charges:
            self.accounts.settle(charge)
            match.fresh.append(replace(charge, basis=match.basis))

    def _who(self, name: str, digits: str, match: Match) -> Person | str:
        found = self.people.named(name)
        if digits:
            found = [p for p in found if p.id_number.endswith(digits) or p.id_number.startswith(digits)] or found
        if match.unit:
            inside = [person for person in found if person.unit == match.unit]
            if not inside:
                return f"“{name}”由 {found[0].unit} 申报，不是付款单位 {match.unit} 的"
            found = inside
        if len(found) > 1:
            found = [person for person in found if person.unit == match.receipt.unit] or found
        if len(found) > 1:
            return f"“{name}”有 {len(found)} 人（{'、'.join(sorted(p.unit for p in found))}），无法区分"
        return found[0]

    def _unit_of(self, receipt: Receipt) -> str:
        """The unit that pays: by the notice's list of payers, by the payer's name, or named in the remark."""
        payer, remark = fold_text(receipt.payer), fold_text(receipt.remark)
        if payer in self.payers:
            return self.payers[payer]
        for fits in (
            lambda unit: unit == payer,
            lambda unit: len(unit) > 3 and unit in payer,
            lambda unit: len(payer) > 3 and payer in unit,
            lambda unit: len(unit) > 3 and unit in remark,
        ):
            found = [unit for unit, plain in self.units.items() if fits(plain)]
            longest = [unit for unit in found if len(unit) == max(map(len, found))]
            if len(longest) == 1:
                return longest[0]
            if longest:
                return ""
        return ""
