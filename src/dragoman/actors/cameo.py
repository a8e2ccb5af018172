"""CAMEO's name for an actor that is known by country and PLOVER sectors."""

from __future__ import annotations

from collections.abc import Sequence

COUNTRIES = {
    "UNO": "IGOUNO", "EUR": "IGOEEC", "KOS": "KSV", "ROU": "ROM", "TLS": "TMP", "ISM": "NGM",
}  # fmt: skip
SECTORS = {
    "JRN": "MED", "MED": "HLH", "SOC": "NGO", "PRM": "PRM", "UNK": "", "PRE": "", "AGR": "AGR",
}  # fmt: skip
GROUPS = {
    "grp.islamic_state": "IMGMUSISI",
    "grp.al_qaeda": "IMGMUSALQ",
    "grp.taliban": "AFGREBTAL",
    "grp.hamas": "PSEREBHMS",
    "grp.hezbollah": "LBNREBHEZ",
    "org.nato": "IGOMILNAT",
    "org.african_union": "IGOAFU",
    "org.arab_league": "IGOARL",
    "org.international_atomic_energy_agency": "IGOUNOIAE",
}


def cameo_code(country: str | None, sectors: Sequence[str], identity: str | None = None) -> str:
    """Country and roles run together, as CAMEO writes them.

    >>> cameo_code("IRQ", ("GOV",)), cameo_code("UNO", ()), cameo_code("FRA", ("JRN",))
    ('IRQGOV', 'IGOUNO', 'FRAMED')
    """
    if identity in GROUPS and (not sectors or sectors[0] != "GOV"):
        return GROUPS[identity]
    parts = [COUNTRIES.get(country, country)] if country else []
    for sector in sectors:
        part = SECTORS.get(sector, sector)
        if part and part not in parts:
            parts.append(part)
    return "".join(parts)
