"""Reads the Automerge changes of a record, as far as Tabard writes them: values put into a flat map,
and taken out (docs/protocol.md, section 9; the format is Automerge's "binary document format")."""

import hashlib


class NotAChange(Exception):
    pass


class Bytes:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        part = self.data[self.at:self.at + count]
        if len(part) != count:
            raise NotAChange("it ends too early")
        self.at += count
        return part

    def more(self):
        return self.at < len(self.data)

    def unsigned(self):
        value, shift = 0, 0
        while True:
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value
            if shift > 63:
                raise NotAChange("a number that is too large")

    def signed(self):
        value, shift = 0, 0
        while True:
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value - (1 << shift) if byte & 0x40 else value
            if shift > 70:
                raise NotAChange("a number that is too large")

    def prefixed(self):
        return self.take(self.unsigned())


def runs(data, read):
    """A run-length encoded column."""
    column, values = Bytes(data), []
    while column.more():
        count = column.signed()
        if count > 0:
            values += [read(column)] * count
        elif count < 0:
            values += [read(column) for _ in range(-count)]
        else:
            values += [None] * column.unsigned()
        if len(values) > 100_000:
            raise NotAChange("too many operations")
    return values


def deltas(data):
    total, values = 0, []
    for step in runs(data, Bytes.signed):
        total += step
        values.append(total)
    return values


def text(column):
    return column.prefixed().decode("utf-8")


class Change:
    """One change: who, on what it builds, and its operations as (key, value, predecessors)."""

    def __init__(self, chunk, body):
        self.hash = hashlib.sha256(chunk[8:]).digest()
        if chunk[4:8] != self.hash[:4]:
            raise NotAChange("its checksum differs")
        self.deps = [body.take(32) for _ in range(body.unsigned())]
        self.actor = body.prefixed()
        self.seq, self.start = body.unsigned(), body.unsigned()
        if body.signed() != 0 or body.prefixed():
            raise NotAChange("it has a time or a message")
        actors = [self.actor] + [body.prefixed() for _ in range(body.unsigned())]
        lengths = [(body.unsigned(), body.unsigned()) for _ in range(body.unsigned())]
        columns = {name: body.take(length) for name, length in lengths}
        if body.more() or set(columns) - {0x15, 0x34, 0x42, 0x56, 0x57, 0x70, 0x71, 0x73}:
            raise NotAChange("it has more than operations on fields")
        self.ops = list(operations(columns, actors))


def operations(columns, actors):
    column = lambda name: columns.get(name, b"")
    keys, actions = runs(column(0x15), text), runs(column(0x42), Bytes.unsigned)
    # A column of nothing but nulls or zeros may be left off.
    kinds = runs(column(0x56), Bytes.unsigned) or [0] * len(keys)
    groups = runs(column(0x70), Bytes.unsigned) or [0] * len(keys)
    raw = Bytes(column(0x57))
    who, when = iter(runs(column(0x71), Bytes.unsigned)), iter(deltas(column(0x73)))
    if not len(keys) == len(actions) == len(kinds) == len(groups):
        raise NotAChange("its columns do not fit each other")
    for key, action, kind, group in zip(keys, actions, kinds, groups):
        kind = kind or 0
        stored = raw.take(kind >> 4)
        before = {(next(when), actors[next(who)]) for _ in range(group or 0)}
        if action == 1:
            yield key, (value(kind & 15, stored),), before
        elif action == 3:
            yield key, None, before
        else:
            raise NotAChange("it does more than put and take out")


def value(kind, stored):
    if kind in (1, 2):
        return kind == 2
    if kind == 4:
        return Bytes(stored).signed()
    if kind == 6:
        return stored.decode("utf-8")
    raise NotAChange("a value that no record has")


def changes_in(data):
    """The changes that stand one after the other."""
    rest, found = Bytes(data), []
    while rest.more():
        begin = rest.at
        if rest.take(4) != b"\x85\x6f\x4a\x83":
            raise NotAChange("it is no change")
        rest.take(4)
        if rest.take(1) != b"\x01":
            raise NotAChange("it is another kind of chunk")
        body = Bytes(rest.prefixed())
        found.append(Change(data[begin:rest.at], body))
    return found


class Record:
    """What all changes of a record come to, in whatever order they came."""

    def __init__(self):
        self.changes = []

    def add(self, changes, actor):
        for change in changes:
            if change.actor != actor:
                raise NotAChange("it is by another author")
        self.changes += changes

    def is_whole(self):
        """Nothing is missing that something builds on, and no change number was used twice."""
        hashes = {change.hash for change in self.changes}
        places = {(change.actor, change.seq) for change in self.changes}
        builds = all(dep in hashes for change in self.changes for dep in change.deps)
        earlier = all(seq == 1 or (actor, seq - 1) in places for actor, seq in places)
        return builds and earlier and len(places) == len(self.changes) == len(hashes)

    def values(self):
        """Every field with the value that shows: of several, the one with the latest operation."""
        stated, gone = {}, set()
        for change in self.changes:
            for number, (key, put, before) in enumerate(change.ops):
                gone |= {(key, one) for one in before}
                if put is not None:
                    stated.setdefault(key, {})[change.start + number, change.actor] = put[0]
        shown = {}
        for key, all_of_it in stated.items():
            left = [one for one in all_of_it if (key, one) not in gone]
            if left:
                shown[key] = all_of_it[max(left)]
        return shown

    def only(self, key, owner):
        """The value of a field that its record's first device stated, and nobody ever again."""
        puts = [(change, put) for change in self.changes for one, put, _ in change.ops if one == key]
        if len(puts) == 1 and puts[0][0].actor[:8] == owner and puts[0][0].seq == 1 and puts[0][1]:
            return puts[0][1][0]
        return None

    def versions(self, begun):
        """Each change as one version, in the order of the operations' numbers. `begun` is the field by
        which the first one says when it was written."""
        stated, standing, last, versions = {}, {}, {}, []
        deps = {change.hash: change.deps for change in self.changes}
        for change in sorted(self.changes, key=lambda one: (one.start, one.actor)):
            known, changes = None, []
            for number, (key, put, before) in enumerate(change.ops):
                earlier = [stated[one][0] for one in sorted(before) if one in stated]
                left = [one for one in standing.get(key, []) if one not in before]
                standing[key] = left
                if put is not None:
                    own = (change.start + number, change.actor)
                    stated[own] = (put[0], change.hash)
                    left.append(own)
                    after, settled = put[0], len(before) > 1
                else:
                    known = ancestors(change, deps) if known is None else known
                    kept = [stated[one][0] for one in left if stated[one][1] in known]
                    after = kept[-1] if kept else None
                    settled = bool(kept) or len(before) > 1
                changes.append({"field": key, "before": earlier[-1] if earlier else None,
                                "after": after, "settled": settled})
            by = change.actor[:8].hex()
            own_clock = (f"edits/{by}/at", begun)
            said = [one["after"] for one in sorted(changes, key=field) if one["field"] in own_clock]
            said = [one for one in said if isinstance(one, str)]
            last[by] = said[0] if said else last.get(by)
            shown = [one for one in changes if one["field"].split("/")[0] != "edits"]
            versions.append({"by": by, "at": last[by], "changes": sorted(shown, key=field)})
        return versions


def field(change):
    return change["field"]


def ancestors(change, deps):
    known, ahead = set(), list(change.deps)
    while ahead:
        one = ahead.pop()
        if one not in known:
            known.add(one)
            ahead += deps.get(one, [])
    return known
