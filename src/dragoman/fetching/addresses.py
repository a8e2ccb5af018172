"""Which network addresses are public: the only ones that are ever connected to.

`ipaddress.is_global` alone is not the answer: it takes multicast groups for global, and addresses of IPv6 that carry a
private IPv4 address inside them. So what is public is listed from the other side: IPv6 is only 2000::/3 without the
ranges set aside in it, IPv4 is everything without the ranges set aside.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

# IANA's special-purpose registry, multicast, and two addresses at which clouds answer their own tenants.
RESERVED_4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",  # Azure's platform, answers inside it only
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
    )
)
PUBLIC_6 = IPv6Network("2000::/3")
RESERVED_6 = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # Teredo and other protocols; an IPv4 address may be inside
        "2001:db8::/32",
        "2002::/16",  # 6to4: an IPv4 address is inside
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)
# Networks that only speak IPv6 reach IPv4 through it: as public as the address inside.
TRANSLATED_6 = IPv6Network("64:ff9b::/96")
# ISATAP: the last 64 bits are this (either form), then an IPv4 address.
ISATAP = (0x00005EFE, 0x02005EFE)


def is_public(address: str) -> bool:
    """Whether a numeric address is one of the public internet.

    >>> is_public("93.184.215.14"), is_public("127.0.0.1"), is_public("::ffff:10.0.0.1"), is_public("224.0.0.1")
    (True, False, False, False)
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return _is_public_4(parsed) if isinstance(parsed, IPv4Address) else _is_public_6(parsed)


def _is_public_4(address: IPv4Address) -> bool:
    return address.is_global and not any(address in network for network in RESERVED_4)


def _is_public_6(address: IPv6Address) -> bool:
    if address.scope_id is not None:
        return False
    if address in TRANSLATED_6:
        return _is_public_4(IPv4Address(int(address) & 0xFFFFFFFF))
    if address not in PUBLIC_6 or not address.is_global:
        return False
    return not any(address in network for network in RESERVED_6) and (int(address) >> 32) & 0xFFFFFFFF not in ISATAP
