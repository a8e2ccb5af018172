"""From the parts of a noun phrase to country and sectors: the rules of the actor room.

The order of the rules is the order of trust: whom a table names on that date, what the head noun says with the country
and the bodies that modify it, whose organ or spokesman it is, what an apposition adds, and last a provisional code for
a name never seen. Where there is no actor there is no reading.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dragoman.actors.lexicon import FAMILY_FIRST, Entry, Lexicon, Unit, fold
from dragoman.actors.phrase import Noun, Reading

OFFICIAL = frozenset(("GOV", "LEG", "JUD", "MIL", "COP", "SPY", "PTY"))
ARMED = frozenset(("REB", "PRM", "UAF", "MIL"))
BLOCS = frozenset(("IGO", "UNO", "EUR", "NGO"))
# A bloc's own official is the bloc; its soldiers, judges and doctors are something of their own.
KEPT_OF_BLOC = frozenset(("MIL", "COP", "JUD", "LEG", "MED", "REF"))
FORMER = frozenset(
    ("former", "ex", "onetime", "erstwhile", "ousted", "deposed", "toppled", "retired", "fallen", "outgoing_")
)
SHIELDED = frozenset(("pro", "anti", "non"))
BACKED = frozenset(
    [
        "backed",
        "funded",
        "supported",
        "trained",
        "armed",
        "allied",
        "sponsored",
        "born",
        "made",
        "inspired",
        "aligned",
        "linked",
        "brokered",
        "built",
        "supplied",
        "proposed",
        "friendly",
        "speaking",
        "style",
        "bound",
        "occupied",
        "occupied",
        "held",
    ]
)
# "Nelson Street", "the Laurel County sheriff": what bears a surname and is not its bearer's.
CALLED_AFTER = frozenset(
    (
        "street", "road", "avenue", "county", "college", "school", "university", "institute", "station", "park", "hall",
        "hospital", "airport", "bridge", "island", "islands", "township", "square", "center", "centre", "high school",
        "boulevard", "drive", "lane", "field", "stadium", "library", "museum",
    )
)  # fmt: skip
# Names of two words that begin so are one name of three: "Bassem Abdul-Hamid" is no Abdul Hamid.
BEGIN_SURNAMES = frozenset(("abdul", "abu", "bin", "ben", "ould"))
COURTESY = frozenset(("mr", "mr.", "mrs", "mrs.", "ms", "ms.", "sir", "madame", "lord", "lady", "dame", "sayyid"))
PARTICLES = frozenset(
    (
        "al",
        "el",
        "bin",
        "ben",
        "ibn",
        "abu",
        "de",
        "da",
        "dos",
        "di",
        "van",
        "von",
        "der",
        "la",
        "le",
        "du",
        "ul",
        "-",
        ".",
    )
)
COUNTRY_PREPOSITIONS = ("of", "from", "in", "at", "inside", "within", "across", "throughout", "for")
# Endings of English words for people; a last resort for heads that no table has.
AGENT_ENDINGS = ("ers", "ists", "ors", "ants", "ees", "ist", "eer", "eers")
VAGUE = frozenset(("measure", "weak", "agent", "weapon", "victim"))
# "The army", "the rebels" without a country belong to the country that the text is about; "the farmers" may not.
FOCUSED = frozenset(("GOV", "MIL", "COP", "LEG", "JUD", "SPY", "REB", "OPP", "PRM"))
# Weapons that act without their country being named; "mortars" alone are things.
PLATFORMS = frozenset(
    (
        "warplane", "war plane", "fighter jet", "fighter plane", "jet fighter", "gunship", "helicopter gunship",
        "warship", "destroyer", "frigate", "submarine", "aircraft carrier", "attack helicopter", "military aircraft",
        "military plane", "naval vessel", "gunboat",
    )
)  # fmt: skip
# What English-language news calls by these words alone is American.
AMERICAN = frozenset(
    (
        "administration", "republican", "republicans", "democrat", "democrats", "congressman", "congresswoman",
        "house republicans", "house democrats", "senate republicans", "senate democrats", "republican party",
        "democratic party", "house speaker", "house majority leader", "house minority leader",
    )
)  # fmt: skip
# Peoples of several states; the one that the text names most is meant.
HOMES = dict.fromkeys(("kurdish", "kurd", "kurds"), ("IRQ", "SYR", "TUR", "IRN"))
OF_CONGRESS = AMERICAN - {"administration"}
CLEARLY = 1.25  # How many times as often as any other the country is named that a text is about.
# "Gulf states", "several countries", "world powers": states that are not named one by one; they are of no country.
SET_OF_STATES = "set.states"
KINDS_OF_STATES = frozenset(
    (
        "member", "neighbouring", "neighboring", "foreign", "world", "major", "big", "great", "allied", "donor", "developing",
        "industrialised", "industrialized", "poor", "poorer", "rich", "richer", "wealthy", "muslim", "guarantor", "regional",
        "coastal", "frontline", "front-line", "nuclear", "colonial", "participating", "contributing", "friendly",
        "host", "signatory", "candidate", "transit", "troop-contributing", "oil-producing", "eu", "nato", "asean", "ecowas",
    )
)  # fmt: skip
COUNTED = frozenset(
    (
        "several", "some", "many", "other", "most", "various", "numerous", "few", "more", "dozens", "three", "four", "five",
        "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
        "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty", "two",
    )
)  # fmt: skip
# Who stands in a country for another power: of the country that a text is about they are last of all.
FOREIGNERS = frozenset(
    (
        "envoy", "envoys", "special envoy", "emissary", "emissaries", "mediator", "mediators", "delegation", "delegations",
        "mission", "diplomat", "diplomats", "ambassador", "ambassadors", "embassy", "monitors", "monitor", "observers",
        "observer", "peacekeepers", "peacekeeper", "negotiators", "consul", "consulate", "expatriates", "foreigners", "host",
    )
)  # fmt: skip
NEIGHBOURS = frozenset(("neighbours", "neighbors"))
# Soldiers of peace without a flag are the United Nations'.
PEACEKEEPERS = frozenset(
    ("peacekeeper", "peacekeepers", "peacekeeping force", "peacekeeping troops", "peacekeeping mission")
)
COUNTERPARTS = frozenset(("counterpart", "counterparts", "host", "hosts", "colleague", "colleagues"))
FAINT = 0.25  # A long chain of mentions and pronouns lowers confidence no further.
SUFFIXES = frozenset(("jr", "sr", "ii", "iii", ""))
OFTEN = 2  # Mentions of a country after which an official who is only named is presumed to be of it.
MONTHS = frozenset(("march", "may", "june", "august"))  # Those that are names of people too.
GUESSED = 0.5  # The confidence of a country that is only the text's focus.
# Nouns that are things unless a country owns them: "Pakistani intelligence", but "shared intelligence".
THINGS = frozenset(
    (
        "intelligence", "industry", "business", "market", "markets", "press", "site", "website", "channel", "tanker",
        "oil tanker", "cargo ship", "container ship", "merchant ship", "freighter",
    )
)  # fmt: skip
# "Hamas-run", "rebel-held": who rules a body says where it is, not what it is.
RULED = frozenset(("run", "controlled", "ruled", "governed", "administered"))
DEPUTIES = frozenset(("deputy", "deputies"))  # Of parliament, unless somebody has them.
YET_FAR = 3 * 366  # Days before a first term; until then a future official is an elite.
HEADS = frozenset(("president", "prime minister", "supreme leader", "king", "leader"))
# Family names that stand first and mean one man; others ("Moon", "Park") only where the text speaks of their country.
FAMILY_ALONE = frozenset(("xi", "kim"))
# Names that two states share: "the two Koreas", "both Sudans" are the pair of them.
NAMESAKES = {
    "Koreas": ("PRK", "KOR"),
    "Sudans": ("SDN", "SSD"),
    "Congos": ("COD", "COG"),
    "Germanys": ("DEU", "DDR"),
    "Germanies": ("DEU", "DDR"),
}
# Offices of whom thousands are in the tables: a bare surname is one of them only where the text speaks of their country.
LESSER = frozenset(
    (
        "minister", "official", "party leader", "opposition leader", "lawmaker", "senator", "activist", "dissident",
        "businessman", "candidate", "judge", "chief minister", "governor", "mayor", "adviser", "ambassador", "spokesman",
        "vice president", "central bank governor", "finance minister", "economy minister", "drug lord", "general",
        "monarch", "chief justice", "justice minister", "oil minister", "army spokesman",
    )
)  # fmt: skip
ABSENT_FOR = 2 * 366  # After an office has ended, the press still means its holder by the bare surname for some years.


@dataclass(frozen=True, slots=True)
class Scene:
    """What surrounds a phrase: the day (an ordinal), countries in view with their weights, names introduced so far."""

    day: int | None = None
    countries: Mapping[str, float] = field(default_factory=dict)
    people: Mapping[str, Reading] = field(default_factory=dict)
    roles: Mapping[str, Reading] = field(default_factory=dict)
    full_names: Mapping[str, Collection[str]] = field(default_factory=dict)  # surname: its first names in the text
    is_person: bool = False
    settled: bool = False
    is_subject: bool = False

    def focus(self, *, strictly: bool = False) -> str | None:
        """The country that the text is about: half of all that it names or, unless strictly, clearly the most named."""
        if not self.countries:
            return None
        best, weight = max(self.countries.items(), key=lambda item: item[1])
        second = max((w for c, w in self.countries.items() if c != best), default=0.0)
        half = weight >= 0.5 * sum(self.countries.values())
        return best if half or (not strictly and weight >= CLEARLY * second) else None


@dataclass(frozen=True, slots=True)
class _Core:
    """A core cut into its parts: units before the head, the head, the name that follows it."""

    before: tuple[Unit, ...]
    head: Unit | None
    name: str
    former: bool


class PhraseCoder:
    """Codes noun phrases with a lexicon."""

    def __init__(self, lexicon: Lexicon):
        self.lexicon = lexicon

    def code(self, noun: Noun, scene: Scene) -> tuple[Reading, ...]:
        """The actors that the phrase names: several for "Russian and Syrian warplanes", none for weather."""
        if noun.known:
            return noun.known
        units = tuple(u for u in noun.units if u.entries or fold(u.text) or u.text in ("-", "and", ",", "&"))
        namesakes = NAMESAKES.get(units[-1].text, ()) if units and not noun.possessor else ()
        if namesakes:
            name, why = units[-1].text, "a name that two states share"
            return tuple(Reading(code, (), name, code.lower(), 0.9, why, "state") for code in namesakes)
        spread = _spread(units)
        readings: list[Reading] = []
        for variant in spread:
            for reading in self._code_one(variant, noun, scene):
                if reading not in readings:
                    readings.append(reading)
        return tuple(readings)

    def _code_one(self, units: tuple[Unit, ...], noun: Noun, scene: Scene) -> tuple[Reading, ...]:
        core = _cut_core(units)
        person = self._person(core, units, noun, scene)
        if person:
            return (person,)
        if core.head is None:
            return self._unseen(core, noun, scene)
        members = self._owned_by_each(units, noun, scene) or self._several(core, noun, scene)
        if members:
            return members
        reading = self._by_head(core, noun, scene)
        if reading and core.name:
            reading = self._named(reading, core, scene)
        if reading and reading.kind == "role" and not core.name:
            reading = self._apposed(reading, noun, scene)
        if reading is None or (not reading.country and reading.kind == "role"):
            added = self._by_apposition(noun, scene)
            if added and (reading is None or added[0].kind == "person" or added[0].country):
                return (added[0]._replace(name=core.name or added[0].name),)
        return (reading,) if reading else ()

    # --- persons that the tables know

    def _person(self, core: _Core, units: tuple[Unit, ...], noun: Noun, scene: Scene) -> Reading | None:
        for index in range(len(units) - 1, -1, -1):
            unit = units[index]
            rows = [e for e in unit.entries if e.kind == "person"]
            if not rows or (len(rows) < len(unit.entries) and not _is_titled(units, index)):
                continue
            if _users_body(unit, scene):
                continue
            if not _stands_as_name(units, index):
                rows = self._with_middle_name(units, index)
                if not rows:
                    continue
            if unit.text.lower() in MONTHS and any(u.text.isdigit() for u in units):
                continue
            surname = _last_piece(unit.text)
            known = scene.people.get(surname)
            if known and unit.last - unit.first == 1 and not any(u.of_kind("role") for u in units):
                return known._replace(
                    why=f"introduced before: {known.why}", confidence=max(known.confidence * 0.98, FAINT)
                )
            chosen = self._holder(rows, units[:index], noun, scene, surname=surname, full=unit.last - unit.first > 1)
            if chosen is None:
                continue
            if _ends_in_thing(units[index + 1 :]):
                return None
            following = [u for u in units[index + 1 :] if u.of_kind("role", "body")]
            if following:
                return self._of_principal(chosen, units, index, core, noun, scene)
            return self._in_office(chosen, units[:index], core, scene)
        return None

    def _with_middle_name(self, units: tuple[Unit, ...], index: int) -> list[Entry]:
        """The rows of the full name that is left without initials and "Jr": "Joseph R. Biden Jr."."""
        if index + 1 < len(units) and not all(u.text.strip(".").lower() in SUFFIXES for u in units[index + 1 :]):
            return []
        back = index - 1
        while back >= 0 and len(units[back].text.strip(".")) <= 1 and not units[back].entries:
            back -= 1
        if back < 0 or (back == index - 1 and index + 1 == len(units)):
            return []
        said = {u.text[0].upper() for u in units[back + 1 : index] if u.text[:1].isalpha()}
        rows = self.lexicon.rows_of(f"{units[back].text} {units[index].text}")
        return [row for row in rows if row.kind == "person" and said >= _initials(row.name)]

    def _holder(
        self, rows: list[Entry], before: Sequence[Unit], noun: Noun, scene: Scene, *, surname: str, full: bool
    ) -> Entry | None:
        countries = _countries_of(before)
        owned = [e.country for n in noun.possessor for u in n.units for e in u.entries if e.country]
        sectors = {s for u in before for e in u.entries if e.kind == "role" for s in e.sectors}
        named = {u.text.lower() for u in before if u.of_kind("role")}
        given = () if full else scene.full_names.get(surname, ())
        is_bare = not full and not (owned or countries)
        best: tuple[float, Entry] | None = None
        ranked: dict[str | None, float] = {}
        for row in rows:
            if row.own == "user" and row.holds_on(scene.day):
                return row
            if is_bare and _is_common(row, surname) and not _is_in_view(row, scene):
                continue
            at_the_head = row.detail in HEADS and row.holds_on(scene.day)
            if given and not at_the_head and not _has_one_of(row.name, given):
                continue  # "Wright", where the text has a Margaret Wright
            score = 3.0 if row.holds_on(scene.day) else _fading(row, scene.day, full)
            if score <= 0:
                continue
            if countries or owned:
                if row.country in countries or row.country in owned:
                    score += 3
                elif countries and not full:
                    continue
            score += 2 * (row.detail in named) + bool(sectors & set(row.sectors))
            if named and not full and sectors and not sectors & set(row.sectors) and not named & {row.detail}:
                score -= 1.5
            score += min(scene.countries.get(row.country or "", 0.0), 5) / 5
            score += 0.3 * (row.detail in HEADS and row.country not in BLOCS)
            if best is None or score > best[0]:
                best = (score, row)
            ranked[row.id] = max(score, ranked.get(row.id, 0.0))
        if best is None or (not full and best[0] < 1):
            return None
        rivals = [score for id_, score in ranked.items() if id_ != best[1].id]
        # Two people of one surname, neither plainly in office: better nobody than the wrong one.
        if not full and rivals and best[0] < 2 and best[0] - max(rivals) < 0.2:
            return None
        return best[1]

    def _in_office(self, row: Entry, before: Sequence[Unit], core: _Core, scene: Scene) -> Reading:
        sectors, confidence = row.sectors, 0.95
        why = f"table holders: {row.name}, {row.detail or 'leader'}"
        titles = [e for u in before for e in u.entries if e.kind == "role"]
        official = bool(OFFICIAL & set(sectors))
        if core.former and official:
            sectors, why = ("ELI",), why + "; called former"
        elif not row.holds_on(scene.day) and scene.day is not None:
            told = _sector_of_titles(titles)
            if row.end_day and scene.day >= row.end_day and official and not told:
                sectors, confidence, why = ("ELI",), 0.7, why + ", no longer in office on the day"
            elif told and row.first_day > scene.day:
                sectors, confidence, why = told, 0.8, why + ", not yet in office; coded by the title"
            elif official and row.first_day - YET_FAR > scene.day:
                sectors, confidence, why = ("ELI",), 0.5, why + ", not yet in office"
        return Reading(row.country, sectors, row.name, row.id, confidence, why, "person", row.detail)

    def _of_principal(
        self, row: Entry, units: tuple[Unit, ...], index: int, core: _Core, noun: Noun, scene: Scene
    ) -> Reading | None:
        """ "Assad regime", "Obama adviser Ben Rhodes": an organ or helper of the person who stands before it."""
        principal = self._in_office(row, units[:index], core, scene)
        rest = replace(noun, units=units[index + 1 :], possessor=(), appositions=())
        given = self._code_one(units[index + 1 :], rest, scene)
        roles = [u.of_kind("role") for u in units[index + 1 :]]
        if any(r and r.detail in ("agent", "weak") for r in roles):
            return principal._replace(name=" ".join(u.text for u in units), kind="role", confidence=0.85)
        if given and given[0].kind in ("role", "body"):
            country = given[0].country if given[0].kind == "body" else principal.country
            return given[0]._replace(country=country or principal.country, why=f"{given[0].why}; of {row.name}")
        return None

    # --- heads

    def _owned_by_each(self, units: tuple[Unit, ...], noun: Noun, scene: Scene) -> tuple[Reading, ...]:
        """One actor for each owner of "Russia and Turkey's foreign ministers"."""
        if len(noun.possessor) < 2 or not units or not units[-1].text.lower().endswith("s"):
            return ()
        made = [r for one in noun.possessor for r in self._code_one(units, replace(noun, possessor=(one,)), scene)]
        return tuple(made) if len({r.country for r in made if r.country}) > 1 else ()

    def _several(self, core: _Core, noun: Noun, scene: Scene) -> tuple[Reading, ...]:
        """One actor for each country of "diplomats from Poland, Germany and Sweden"."""
        for preposition, inner in noun.complements:
            if preposition in ("of", "from", "in") and len(inner) > 1 and core.head and core.head.of_kind("role"):
                made = []
                for one in inner:
                    alone = replace(noun, complements=((preposition, (one,)),))
                    reading = self._by_head(core, alone, scene)
                    if reading and reading.country:
                        made.append(reading)
                if len(made) > 1:
                    return tuple(made)
        return ()

    def _by_head(self, core: _Core, noun: Noun, scene: Scene) -> Reading | None:
        head = core.head
        assert head is not None
        own = _countries_of(core.before)
        body = head.of_kind("body")
        role = head.of_kind("role")
        if body and (body := _valid(head, "body", scene)) and not (role and self._is_generic(body, own, noun, scene)):
            return self._body(body, own or [c for one in noun.possessor if (c := self._country_in(one, scene))])
        if role:
            return self._role(role, core, noun, scene, own)
        if head.of_kind("nobody"):
            return None
        state = _valid(head, "country", scene)
        if state and not own:
            return None if core.name else self._state(state, core, noun)
        for kind in ("seat", "capital"):
            place = _valid(head, kind, scene)
            if place and kind == "seat" and _is_about_capital(head, scene):
                continue  # "Brussels" in an article on Belgium
            if place and not core.name:
                if kind == "capital" and (noun.possessor or own):
                    return None
                return Reading(
                    place.country,
                    place.sectors,
                    head.text,
                    place.id,
                    0.9 if kind == "seat" else 0.75,
                    f"{kind} as metonym of its government: {place.name}",
                    "state",
                )
        people = _valid(head, "people", scene) or _valid(head, "demonym", scene)
        if people:
            return self._nationals(people, core, noun)
        folk = head.of_kind("community")
        if folk:
            country = folk.country or _first(own) or self._country_around(noun, scene)
            return Reading(country, folk.sectors, head.text, None, 0.8, f"table communities: {folk.name}", "people")
        return self._by_ending(head, own, noun, scene)

    def _is_generic(self, body: Entry, own: Sequence[str], noun: Noun, scene: Scene) -> bool:
        """Whether a name such as "Congress" is another country's body of that kind."""
        country = _first(own) or self._country_around(noun, scene)
        return country is not None and country != body.country

    def _body(self, body: Entry, own: Sequence[str]) -> Reading:
        country, sectors, id_ = body.country, body.sectors, body.id
        why = f"table {body.detail}: {body.name}"
        if own and country not in own and sectors == ("GOV",) and "party" in body.name.lower():
            sectors = ("PTY",)  # ruling at home, elsewhere a party of that name
        if own and country not in own and sectors and sectors[0] in ("OPP", "PTY", "REL", "SOC", "LEG", "JUD", "COP"):
            # "Brazil's Workers' Party" bears the name of another country's.
            country, why, id_ = own[0], why + f", of {own[0]}", None
        return Reading(country, sectors, body.name, id_, 0.95, why, "body")

    def _state(self, state: Entry, core: _Core, noun: Noun) -> Reading | None:
        if noun.possessor:
            return None
        return Reading(
            state.country, state.sectors, state.name, state.id, 0.95, f"table countries: {state.name}", "state"
        )

    def _nationals(self, entry: Entry, core: _Core, noun: Noun) -> Reading:
        if core.name:
            why = f"unseen name of a national of {entry.name}"
            return Reading(entry.country, ("UNK", *entry.sectors), core.name, None, 0.45, why, "person")
        plural = core.head is not None and (core.head.text.endswith("s") or entry.kind == "people")
        if noun.definite and plural:
            why = f"the nation for its state: {entry.name}"
            return Reading(
                entry.country, tuple(s for s in entry.sectors if s != "CVL"), entry.name, entry.id, 0.6, why, "state"
            )
        assert core.head is not None
        if entry.kind == "demonym" and not plural and not noun.definite and not core.before:
            return Reading(
                entry.country, entry.sectors, entry.name, entry.id, 0.5, f"adjective alone: {entry.name}", "state"
            )
        sectors = entry.sectors if "CVL" in entry.sectors else ("CVL", *entry.sectors)
        return Reading(entry.country, sectors, core.head.text, None, 0.7, f"nationals of {entry.name}", "people")

    def _by_ending(self, head: Unit, own: Sequence[str], noun: Noun, scene: Scene) -> Reading | None:
        word = head.text.lower()
        country = _first(own)
        makers = word.endswith(("maker", "makers", "builder", "builders"))
        if head.entries or not country or not head.text.islower() or not word.endswith(AGENT_ENDINGS):
            return None
        sectors = ("BUS",) if makers else ("CVL",)
        return Reading(country, sectors, head.text, None, 0.4, f'people by the ending of "{word}"', "people")

    # --- roles

    def _role(self, role: Entry, core: _Core, noun: Noun, scene: Scene, own: Sequence[str]) -> Reading | None:
        if role.name in COUNTERPARTS:
            return self._counterpart(role, core, noun, scene, own)
        if (
            role.name in NEIGHBOURS
            and not own
            and any(r.kind == "state" for n in noun.possessor for r in self.code(n, scene))
        ):
            return Reading(
                None, ("GOV",), _spelled(core, noun), SET_OF_STATES, 0.6, "neighbours of a state", "role", role.name
            )
        if role.detail == "states" and not (own or self._country_around(noun, scene)):
            return _set_of_states(role, core, noun)
        inner = self._inherited(role, core, noun, scene, own)
        if inner is not None:
            return inner
        sectors, rule = self._sectors(role, core, noun, scene)
        breakaway = _breakaway(core, noun)
        country = _first(own) or self._country_around(noun, scene)
        confidence = 0.9
        if country is None and scene.settled and role.name in AMERICAN and (noun.definite or not core.before):
            country, confidence = self._american(role, scene), GUESSED
        if country is None and scene.settled and role.name in PEACEKEEPERS and (noun.definite or scene.is_subject):
            country, confidence = "UNO", GUESSED
        if country is None and scene.settled and role.detail not in VAGUE and FOCUSED & set(sectors):
            country, confidence = self._presumed(role, core, noun, scene), GUESSED
        if not sectors:
            if country is None:
                return None
            if role.detail == "measure":
                return None
        if country is None and role.detail in ("weak", "agent") and sectors == role.sectors:
            # "African leaders" are somebody, though of no one country; "leaders" are not
            sectors = sectors if any(_is_region(u) for u in core.before) else ()
        if core.former and sectors and OFFICIAL & set(sectors):
            sectors, rule = ("ELI",), f"former {rule}"
        if country is None and (role.name in THINGS or (role.detail == "weapon" and role.name not in PLATFORMS)):
            return None
        sectors = (*sectors, *(s for s in breakaway if s not in sectors))
        if not sectors and country is None:
            return None
        if country is None:
            confidence = 0.6
        name = _spelled(core, noun)
        return Reading(country, sectors, name, None, confidence, f"role: {rule}", "role", role.name)

    def _counterpart(self, role: Entry, core: _Core, noun: Noun, scene: Scene, own: Sequence[str]) -> Reading | None:
        """ "His Jordanian counterpart": the rank of whose counterpart it is, with a country of its own."""
        country = _first(own) or self._country_around(replace(noun, possessor=()), scene)
        if country is None:
            return None
        ranks = (r.sectors for owner in noun.possessor for r in self.code(owner, scene) if r.country not in BLOCS)
        sectors = next((s for s in ranks if s), ("GOV",))
        if role.name.startswith("colleague") and not noun.possessor:
            return None  # "a Turkish colleague" may be anybody's
        named = " ".join(u.text for u in core.before)
        return Reading(
            country, sectors, f"{named} {role.name}".strip(), None, 0.8, f"role: {role.name}", "role", role.name
        )

    @staticmethod
    def _american(role: Entry, scene: Scene) -> str | None:
        """The United States for a word that is theirs, unless the text never speaks of them."""
        return "USA" if scene.countries.get("USA") or (role.name in OF_CONGRESS and not scene.countries) else None

    def _presumed(self, role: Entry, core: _Core, noun: Noun, scene: Scene) -> str | None:
        """Whose "the army" is, or "police" that acts, where the text does not say: the country that it is about."""
        if any(_is_region(u) for u in core.before) or role.name in FOREIGNERS:
            return None  # "European governments", "the envoy"
        folk = [u.text.lower() for u in core.before if u.of_kind("community")]
        for name in folk:
            homes = [c for c in HOMES.get(name, ()) if scene.countries.get(c)]
            if homes:
                return max(homes, key=lambda c: scene.countries[c])
        armed = bool(ARMED.intersection(role.sectors)) and role.sectors != ("MIL",)
        about = scene.focus(strictly=armed)
        if noun.definite or (scene.is_subject and not core.name and not armed):
            return about
        return about if about and core.name and scene.countries[about] >= OFTEN else None

    def _sectors(self, role: Entry, core: _Core, noun: Noun, scene: Scene) -> tuple[tuple[str, ...], str]:
        modifiers = [
            e
            for u in core.before
            for e in [u.of_kind("role")]
            if e and e.sectors and e.detail not in ("weak", "agent", "measure")
        ]
        weak = role.detail in ("weak", "agent", "measure")
        if weak and modifiers:
            return modifiers[-1].sectors, f"{modifiers[-1].name} + {role.name}"
        if weak:
            folk = [e for u in core.before for e in [u.of_kind("community")] if e]
            if folk and folk[-1].sectors and role.detail != "measure":
                return folk[-1].sectors, f"{folk[-1].name} + {role.name}"
            for preposition, complement in noun.complements:
                if preposition in ("of", "for", "from"):
                    for reading in self.code(complement[0], scene):
                        if reading.sectors:
                            return reading.sectors, f"{role.name} of {reading.name}"
        if (
            modifiers
            and modifiers[-1].sectors[0] in ("REB", "PRM", "OPP", "COP", "UAF", "CRM")
            and role.sectors[:1] in (("MIL",), ("UAF",))
        ):
            return modifiers[-1].sectors, f"{modifiers[-1].name} + {role.name}"
        if modifiers and modifiers[-1].sectors[0] == "OPP" and role.sectors[:1] in (("PTY",), ("GOV",)):
            return modifiers[-1].sectors, f"{modifiers[-1].name} + {role.name}"
        return role.sectors, role.name

    def _inherited(self, role: Entry, core: _Core, noun: Noun, scene: Scene, own: Sequence[str]) -> Reading | None:
        """The code of the body or principal that the role stands in or speaks for."""
        name = _spelled(core, noun)
        for index in range(len(core.before) - 1, -1, -1):
            unit = core.before[index]
            body = _valid(unit, "body", scene)
            if body and _is_shielded(core.before, index):
                continue
            if body and body.detail == "media" and unit.of_kind("demonym", "country", "role"):
                continue
            if body and not (unit.of_kind("role") and own and body.country not in own):
                return self._within(role, self._body(body, own), name, scene)
            seat = _valid(unit, "seat", scene)
            if seat and role.detail in ("agent", "weak", "weakperson"):
                reading = Reading(
                    seat.country, seat.sectors, name, seat.id, 0.9, f"{role.name} of {seat.name}", "role", role.name
                )
                return reading
            capital = _valid(unit, "capital", scene)
            if capital and role.detail in ("agent",):
                return Reading(
                    capital.country, capital.sectors, name, None, 0.8, f"{role.name} of {capital.name}", "role"
                )
        # "their Norwegian hostages": an adjective says more of whose they are than an owner
        for owner in () if own else noun.possessor:
            for reading in self.code(owner, scene):
                if given := self._through(role, reading, name, core, scene):
                    return given
        links = (
            ("of", "for", "to", "in", "from", "with", "at")
            if role.detail == "agent"
            else ("of", "for", "in", "at", "from")
        )
        for preposition, complement in noun.complements:
            if preposition not in links:
                continue
            readings = self.code(complement[0], scene)
            if role.detail == "measure" and readings:
                return readings[0]._replace(name=name)
            for reading in readings:
                if preposition in ("in", "at", "from", "to") and reading.kind in ("state", "people"):
                    continue
                if given := self._through(role, reading, name, core, scene):
                    return given
        return None

    def _through(self, role: Entry, reading: Reading, name: str, core: _Core, scene: Scene) -> Reading | None:
        if reading.kind == "body":
            return self._within(role, reading, name, scene)
        if reading.kind in ("person", "role"):
            if role.detail == "agent" or role.name in DEPUTIES:
                return reading._replace(
                    name=name,
                    id=None,
                    why=f"{role.name} of {reading.name}: {reading.why}",
                    kind="role",
                    role=role.name,
                    confidence=reading.confidence * 0.95,
                )
            sectors, rule = self._sectors(role, core, Noun(()), scene)
            if (
                role.detail == "weak"
                and reading.sectors
                and not any(e.sectors for u in core.before for e in [u.of_kind("role")] if e)
            ):
                sectors = reading.sectors
            if core.former and OFFICIAL & set(sectors):
                sectors = ("ELI",)
            if reading.country or (sectors and role.detail in ("weak", "agent")):
                return Reading(
                    reading.country, sectors, name, None, 0.8, f"{rule} of {reading.name}", "role", role.name
                )
        if reading.kind == "state" and role.detail == "agent" and reading.sectors:
            return reading._replace(
                name=name, id=None, why=f"{role.name} of {reading.name}", kind="role", role=role.name
            )
        return None

    def _within(self, role: Entry, body: Reading, name: str, scene: Scene) -> Reading:
        """A role in a body: Hezbollah fighters, a NATO commander, a Labour MP."""
        sectors = body.sectors
        why = f"{role.name} of {body.name}: {body.why}"
        if role.detail == "victim" and set(sectors) & ARMED:
            return Reading(None, ("CVL",), name, None, 0.6, f"{role.name} of {body.name}", "role", role.name)
        if role.detail == "crowd" and sectors[:1] in (("BUS",), ("JRN",)):
            # A bank's customers, a paper's readers are not of it; of which nation they are is not said.
            return Reading(None, role.sectors, name, None, 0.6, f"{role.name} of {body.name}", "role", role.name)
        if role.sectors == ("JRN",) and "JRN" not in sectors and role.detail == "body":
            # The UN correspondent writes about the UN, not for it.
            country = None if body.country in BLOCS else body.country
            return Reading(country, ("JRN",), name, None, 0.6, f"{role.name} at {body.name}", "role", role.name)
        if body.country in BLOCS or body.country is None:
            extra = tuple(
                s
                for s in role.sectors
                if s in KEPT_OF_BLOC
                and s not in sectors
                and role.detail != "weak"
                and (s != "COP" or "police" in role.name)
            )
            sectors = sectors or extra
        elif (
            sectors[:1] == ("PTY",)
            and role.sectors
            and role.sectors[0] in ("LEG", "GOV")
            and role.detail != "weak"
            and role.detail != "agent"
        ) or not sectors:
            sectors = role.sectors
        return Reading(
            body.country,
            sectors,
            name,
            body.id if role.detail in ("weak", "agent") else None,
            0.9,
            why,
            "role",
            role.name,
        )

    def _country_around(self, noun: Noun, scene: Scene) -> str | None:
        """The country of the possessor, or of what the phrase is of, from or in."""
        for owner in noun.possessor:
            found = self._country_in(owner, scene)
            if found:
                return found
        by_preposition = dict(noun.complements)
        for preposition in COUNTRY_PREPOSITIONS:
            for inner in by_preposition.get(preposition, ()):
                found = self._country_in(inner, scene)
                if found:
                    return found
        return None

    def _country_in(self, noun: Noun, scene: Scene) -> str | None:
        if noun.known:
            return noun.known[0].country if noun.known[0].country not in BLOCS else None
        for unit in noun.units:
            for kind in ("country", "capital", "city", "seat", "demonym"):
                entry = _valid(unit, kind, scene)
                if entry and entry.country not in BLOCS:
                    return entry.country
        found = self._country_around(noun, scene)
        if found:
            return found
        readings = self.code(noun, scene)
        return readings[0].country if readings and readings[0].country not in BLOCS else None

    # --- names and appositions

    def _named(self, reading: Reading, core: _Core, scene: Scene) -> Reading:
        return reading._replace(
            name=core.name,
            id=reading.id if reading.kind == "person" else None,
            why=f"title before the name: {reading.why}",
            confidence=min(reading.confidence, 0.85),
            kind="person",
        )

    def _apposed(self, reading: Reading, noun: Noun, scene: Scene) -> Reading:
        """The person whom an apposition names: "the minister, Javad Zarif"."""
        for added in noun.appositions:
            for person in self.code(added, scene):
                fits = reading.country in (person.country, None) or reading.confidence <= GUESSED
                if person.kind == "person" and person.id and fits:
                    return person
            name = _cut_core(tuple(u for u in added.units if u.entries or fold(u.text) or u.text == "-")).name
            if name and not any(u.of_kind("role", "body") for u in added.units):
                return reading._replace(name=name, kind="person")
        return reading

    def _by_apposition(self, noun: Noun, scene: Scene) -> tuple[Reading, ...]:
        for added in noun.appositions:
            readings = self.code(added, scene)
            if readings:
                return (
                    readings[0]._replace(
                        why=f"apposition: {readings[0].why}", confidence=min(readings[0].confidence, 0.85)
                    ),
                )
        return ()

    def _unseen(self, core: _Core, noun: Noun, scene: Scene) -> tuple[Reading, ...]:
        added = self._by_apposition(noun, scene)
        if added:
            return (added[0]._replace(name=core.name, kind="person" if added[0].kind == "role" else added[0].kind),)
        known = scene.people.get(_last_piece(core.name))
        if known and _fits(core.name, known.name):
            return (
                known._replace(why=f"introduced before: {known.why}", confidence=max(known.confidence * 0.95, FAINT)),
            )
        if len(core.name) < 2:
            return ()
        known_body = self._member(core, noun, scene)
        if known_body:
            return (known_body,)
        country = self._country_around(noun, scene)
        courtesy = core.before and core.before[-1].text.lower() in COURTESY
        if country and (noun.possessor or scene.is_person or courtesy):
            return (Reading(country, ("UNK",), core.name, None, 0.4, "unseen name with a country", "person"),)
        if courtesy or scene.is_person:
            return (Reading(None, ("UNK",), core.name, None, 0.3, "unseen name of a person", "person"),)
        return ()

    def _member(self, core: _Core, noun: Noun, scene: Scene) -> Reading | None:
        """Somebody known by their body alone: "Richard Moore of MI6"."""
        if len(core.name.split()) < 2 and not scene.is_person:
            return None
        for preposition, inner in noun.complements:
            if preposition in ("of", "from", "at", "with"):
                for reading in self.code(inner[0], scene):
                    if reading.kind == "body" and (scene.is_person or preposition in ("of", "from")):
                        why = f"unseen name of {reading.name}: {reading.why}"
                        return reading._replace(name=core.name, id=None, confidence=0.6, why=why, kind="person")
        return None


def _spread(units: tuple[Unit, ...]) -> list[tuple[Unit, ...]]:
    """One core for each of several coordinated demonyms before one head: "Russian and Syrian warplanes"."""
    if len(units) < 3 and not (len(units) == 2 and units[0].last < units[1].first):
        return [units]
    marked = [i for i, u in enumerate(units) if u.of_kind("demonym", "country") and i < len(units) - 1]
    joined = [i for i, u in enumerate(units) if not u.entries and u.text.lower() in ("and", "&", ",")]
    if joined:
        # "British and EU negotiators", "Peshmerga and Iraqi soldiers": a body beside "and" is one of the conjuncts.
        beside = {i + step for i in joined for step in (-1, 1)}
        bodies = (i for i, u in enumerate(units[:-1]) if i in beside and u.of_kind("body") and i not in marked)
        marked = sorted((*marked, *bodies))
    plain = tuple(u for u in units if u.text.lower() not in ("and", "&", ","))
    if len(marked) < 2 or not joined:
        # Conjuncts carried over by the light parse stand side by side without "and".
        lead = [i for i, u in enumerate(units[:-1]) if u.of_kind("demonym") or (i and u.of_kind("body"))]
        if len(lead) > 1 and lead[1] == lead[0] + 1 and units[lead[0]].last < units[lead[1]].first:
            marked = lead
        else:
            return [plain]
    shared = [u for i, u in enumerate(units) if i not in marked and u.text.lower() not in ("and", "&", ",")]
    first = marked[0]
    return [
        tuple(sorted((units[i], *shared), key=lambda u: u.first if u is not units[i] else units[first].first))
        for i in marked
    ]


def _cut_core(units: tuple[Unit, ...]) -> _Core:
    end = len(units)
    if end == 1 and units[0].entries and not _is_name_part(units[0]):
        return _Core((), units[0], "", False)
    former = any(u.text.lower() in FORMER for u in units)
    while end and (_is_name_part(units[end - 1]) or _ends_a_name(units, end - 1)):
        end -= 1
    name = " ".join(u.text for u in units[end:]).replace(" - ", "-").strip("- .")
    if name and end and units[end - 1].text.lower() in COURTESY:
        return _Core(units[:end], None, name, former)
    if not end:
        return _Core((), None, name, former)
    head = units[end - 1]
    if not head.entries and name:
        # "an unknown Foo Bar": lower-case words before a name say nothing that we know.
        known = [i for i in range(end) if units[i].entries]
        if not known:
            return _Core(units[:end], None, name, former)
        return _Core(units[: known[-1]], units[known[-1]], name, former)
    return _Core(units[: end - 1], head, name, former)


def _is_name_part(unit: Unit) -> bool:
    if unit.entries:
        return unit.of_kind("person") is not None and len({e.kind for e in unit.entries}) == 1
    text = unit.text
    return text[:1].isupper() or text.lower() in PARTICLES or (len(text) > 2 and text[1] in "'’" and text[2].isupper())


def _ends_a_name(units: Sequence[Unit], index: int) -> bool:
    """Whether a word in lower case is the second half of a name: "Nak-yon"."""
    if index < 2 or units[index].entries or units[index - 1].text != "-":
        return False
    return not units[index - 2].entries and units[index - 2].text[:1].isupper()


def _users_body(unit: Unit, scene: Scene) -> bool:
    return any(e.own == "user" and e.kind == "body" and e.holds_on(scene.day) for e in unit.entries)


def _is_titled(units: tuple[Unit, ...], index: int) -> bool:
    """Whether a unit that is also another word stands after a title or a first name."""
    before = units[index - 1] if index else None
    return before is not None and (before.of_kind("role") is not None or before.text.lower() in COURTESY)


def _stands_as_name(units: tuple[Unit, ...], index: int) -> bool:
    """Whether a bare surname is not a part of some other full name."""
    unit = units[index]
    if unit.last - unit.first > 1 and fold(unit.text)[0] not in BEGIN_SURNAMES:
        return True
    back = index - 1
    while back >= 0 and not units[back].entries and (not fold(units[back].text) or _is_initial(units, back)):
        back -= 1
    if back >= 0:
        before = units[back]
        # "Bill" is no thing before a surname
        named = {e.kind for e in before.entries} <= {"person", "nobody"}
        if named and before.text[:1].isupper() and before.text.lower() not in COURTESY and len(before.text) > 1:
            return False
    after = units[index + 1] if index + 1 < len(units) else None
    if after is None or not after.text[:1].isupper():
        return True
    return any(e.kind != "person" for e in after.entries) and after.text.lower() not in CALLED_AFTER


def _is_initial(units: tuple[Unit, ...], index: int) -> bool:
    """Whether a unit is a middle initial: one capital after another word."""
    text = units[index].text.strip(".")
    return index > 0 and len(text) == 1 and text.isupper()


def _initials(name: str) -> set[str]:
    """The middle initials of a name: George P. Bush is not George W. Bush."""
    return {word[0].upper() for word in name.split() if len(word.strip(".")) == 1}


def _ends_in_thing(following: Sequence[Unit]) -> bool:
    """Whether the phrase ends in a word for no person: "the Obama speech", "a Trump rally"."""
    if not following:
        return False
    last = following[-1]
    return all(e.kind == "nobody" for e in last.entries) and last.text.isalpha() and last.text.islower()


def _has_one_of(name: str, given: Collection[str]) -> bool:
    """Whether a full name has one of these first names, cut short ("Ken", "Kenneth") or not."""
    own = [piece for word in name.replace("-", " ").split()[:-1] for piece in fold(word)]
    return any(piece.startswith(first[:3]) for piece in own for first in given)


def _is_common(row: Entry, surname: str) -> bool:
    """Whether many bear the bare surname: the tables hold thousands of the office, or it is a family name put first."""
    return row.detail in LESSER or (row.country in FAMILY_FIRST and surname not in FAMILY_ALONE)


def _is_in_view(row: Entry, scene: Scene) -> bool:
    """Whether the text speaks of the holder's country or, as it names none, the office is held on the day."""
    return row.country in scene.countries or (not scene.countries and row.holds_on(scene.day))


def _fading(row: Entry, day: int | None, full: bool) -> float:
    """How far a name still means its holder on a day outside the office."""
    if day is None:
        return 1.0
    if row.end_day and day >= row.end_day:
        since = day - row.end_day
        if full:
            return 1.5 - min(since / 36600, 0.4)
        return 1.4 - since / (20 * ABSENT_FOR) if since < 10 * ABSENT_FOR else 0.0
    if row.first_day > day:
        ahead = row.first_day - day
        return (1.2 if full else 0.8) - min(ahead / 36600, 0.4)
    return 0.0


def _sector_of_titles(titles: Sequence[Entry]) -> tuple[str, ...]:
    for title in reversed(titles):
        if title.sectors and title.detail not in ("weak", "agent"):
            return title.sectors
    return ()


def _valid(unit: Unit, kind: str, scene: Scene) -> Entry | None:
    """The row of a kind that is valid on the day, first what needs a country that is in view; states answer for their
    name at any date.
    """
    found: Entry | None = None
    held: Entry | None = None
    for entry in unit.entries:
        if entry.kind != kind:
            continue
        if entry.needs and entry.needs not in scene.countries:
            continue
        if entry.holds_on(scene.day):
            if entry.needs:
                return entry
            held = held or entry
        elif found is None and kind in ("country", "demonym", "capital", "people", "body"):
            found = entry
    return held or found


def _countries_of(units: Sequence[Unit]) -> list[str]:
    """The countries that modifiers name, the surest first: adjectives, then states, then towns, then people."""
    ranked: list[tuple[int, str]] = []
    for index, unit in enumerate(units):
        if _is_shielded(units, index):
            body = unit.of_kind("body")
            if body and body.country and body.country not in BLOCS and _joined_to(units, index) in RULED:
                ranked.append((4, body.country))
            continue
        for rank, kinds in enumerate((("demonym",), ("country",), ("capital", "city"), ("community",))):
            entry = unit.of_kind(*kinds)
            if entry and entry.country:
                ranked.append((rank, entry.country))
                break
    return [country for _, country in sorted(ranked, key=lambda item: item[0])]


def _is_shielded(units: Sequence[Unit], index: int) -> bool:
    """Whether a country only says whom somebody favours: pro-Russian, Iran-backed."""
    before = [u.text.lower() for u in units[max(0, index - 2) : index]]
    if before[-1:] == ["-"] and before[0] in SHIELDED:
        return True
    following = _joined_to(units, index)
    return following in BACKED or (following in RULED and units[index].of_kind("body") is not None)


def _joined_to(units: Sequence[Unit], index: int) -> str:
    """The word that a hyphen ties to a unit, empty for none."""
    after = [u.text.lower() for u in units[index + 1 : index + 3]]
    return after[1] if after[:1] == ["-"] and len(after) > 1 else ""


def _breakaway(core: _Core, noun: Noun) -> tuple[str, ...]:
    units = [*core.before]
    for owner in noun.possessor:
        units.extend(owner.units)
    for preposition, inner in noun.complements:
        if preposition in ("of", "from"):
            units.extend(u for n in inner for u in n.units)
    for unit in units:
        for entry in unit.entries:
            if entry.kind in ("demonym", "country", "capital") and "PRE" in entry.sectors:
                return ("PRE",)
    return ()


def _set_of_states(role: Entry, core: _Core, noun: Noun) -> Reading | None:
    """States that are named together and not one by one: "Gulf states", "several countries", "world powers"."""
    before = [u for u in core.before if u.text.lower() != "the"]
    said = {u.text.lower() for u in before}
    is_set = any(_is_region(u) or u.of_kind("community") for u in before) or not said.isdisjoint(KINDS_OF_STATES)
    if role.name != "powers" and not noun.definite:
        is_set = is_set or any(u.text.isdigit() or u.text.lower() in COUNTED for u in before)
    if not is_set:
        return None
    name = _spelled(core, noun)
    return Reading(None, role.sectors, name, SET_OF_STATES, 0.6, f"several states: {role.name}", "role", role.name)


def _is_about_capital(head: Unit, scene: Scene) -> bool:
    """Whether the text speaks of the state whose capital a seat is too."""
    capital = head.of_kind("capital")
    return capital is not None and bool(scene.countries.get(capital.country or ""))


def _is_region(unit: Unit) -> bool:
    """Whether a word tells a region of several states: "Gulf", "Latin American"."""
    entry = unit.of_kind("nobody")
    return entry is not None and entry.detail == "region"


def _first(items: Sequence[str]) -> str | None:
    return items[0] if items else None


def _last_piece(name: str) -> str:
    pieces = [piece for word in name.replace("-", " ").split() for piece in fold(word)]
    return pieces[-1] if pieces else ""


def _fits(name: str, known: str) -> bool:
    """Whether a later mention can be the same person: it adds no piece that the first one lacks."""
    first = {p for word in known.replace("-", " ").split() for p in fold(word)}
    return all(p in first for word in name.replace("-", " ").split() for p in fold(word))


def _spelled(core: _Core, noun: Noun) -> str:
    parts = [*(u.text for u in core.before), core.head.text if core.head else ""]
    words = [w for w in parts if w.lower() not in ("the", "a", "an")]
    own = " ".join(words).replace(" - ", "-")
    for owner in noun.possessor:
        whose = owner.known[0].name if owner.known else " ".join(u.text for u in owner.units)
        return f"{whose}'s {own}" if whose else own
    return own
