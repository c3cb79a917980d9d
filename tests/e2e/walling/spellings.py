"""Addresses inside a house, as many ways as somebody may spell them, and what no partner needs."""

V4 = ["0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.8.8.8", "169.254.169.254", "172.16.0.1", "192.0.0.8",
      "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
      "240.0.0.1", "255.255.255.255"]
V6 = {"::": "unspecified", "::1": "this machine", "::7f00:1": "IPv4-compatible", "::ffff:7f00:1": "IPv4-mapped",
      "::ffff:0:7f00:1": "IPv4-translated", "64:ff9b::a00:1": "NAT64", "64:ff9b:1::a00:1": "NAT64 of one's own",
      "100::1": "discarded", "2001::7f00:1": "Teredo", "2001:10::1": "ORCHID", "2001:20::1": "ORCHIDv2",
      "2001:db8::1": "documentation", "2002:7f00:1::": "6to4", "3fff::1": "documentation",
      "5f00::1": "segment routing", "fc00::1": "unique local", "fd00:ec2::254": "metadata of a cloud",
      "fe80::1": "link-local", "fe80::5efe:a00:1": "ISATAP", "fec0::1": "site-local", "ff02::1": "multicast"}
# No connection to these can be begun at all, by anybody: of them the outcome alone tells.
NEVER_REACHED = {"224.0.0.1", "255.255.255.255", "fe80::1", "fe80::5efe:a00:1", "ff02::1"}


def of4(address):
    """The spellings that inet_aton and browsers know, and some that only look like them."""
    one, two, three, four = (int(part) for part in address.split("."))
    whole = one << 24 | two << 16 | three << 8 | four
    yield from (address, f"{whole}", f"0x{whole:08x}", f"0X{whole:X}", f"0{whole:o}", f"00000000{whole:o}")
    yield from (f"{one}.{two}.{three << 8 | four}", f"{one}.{two << 16 | three << 8 | four}")
    yield ".".join(f"0x{part:02x}" for part in (one, two, three, four))
    yield ".".join(f"0{part:o}" for part in (one, two, three, four))
    yield ".".join(f"{part:03d}" for part in (one, two, three, four))
    yield f"{one}.0x{two:x}.0{three:o}.{four}"
    yield f"{whole + (1 << 32)}"  # some count on from the start
    yield from (address + ".", address.replace(".", "%2e"), "".join(f"%{ord(c):02X}" for c in address))
    yield address.replace(".", "\u3002")
    yield address.translate({ord("0") + n: 0xff10 + n for n in range(10)})
    yield address.translate({ord("1") + n: 0x2460 + n for n in range(9)})
    yield from (f"[::ffff:{address}]", f"[::{address}]", f"[64:ff9b::{address}]", f"[::ffff:0:{address}]")
    yield from (f"[::ffff:{whole >> 16:x}:{whole & 0xffff:x}]", f"[2002:{whole >> 16:x}:{whole & 0xffff:x}::]")
    yield f"[fe80::5efe:{address}]"
    yield from (f"user@{address}", f"partner.example@{address}", f"partner.example%40{address}", f"{address}:443",
                f"{address}%00.partner.example", f"{address}%09", f"{address}#.partner.example",
                f"{address}\\.partner.example", f"{address}?.partner.example")


def of6(address):
    yield from (f"[{address}]", f"[{address}]:8443", f"[{address.upper()}].", f"user@[{address}]", address,
                f"[{address}%25lo]", f"[{address}%lo]", f"[{address}%251]", f"[v1.{address}]", f"%5B{address}%5D")


OTHERS = [
    "https://localhost/", "https://LocalHost/", "https://localhost./", "https://localhost:8443/",
    "https://api.localhost/", "https://localhost.localdomain/", "https://loc%61lhost/", "https://\u24c1ocalhost/",
    "https://ip6-localhost/", "https://metadata/", "https://metadata.google.internal/", "https://db.internal/",
    "https://printer.local/", "https://router.home.arpa/", "https://intranet/", "https://partner.example./",
    "https://partner..example/", "https://.partner.example/", "https://partner.example.0/", "https://partner.0x7f/",
    "https://user@partner.example/", "https://user:word@partner.example/", "https://:@partner.example/",
    "https://@partner.example/", "https://partner.example\\@10.0.0.1/", "https://partner.example#@10.0.0.1/",
    "https://partner.example:443@10.0.0.1/", "https://10.0.0.1\\@partner.example/", "https:/\\10.0.0.1/",
    "https:///10.0.0.1/", "https:10.0.0.1/", "//10.0.0.1/", "https://", "https://?", "https:// partner.example/",
    "https://partner.example /", "https://partner.example\t/", "https://partner.example\r\nHost: 10.0.0.1/",
    "\thttps://partner.example/", "https://p\u00e4rtner.example/", "https://partner\uff0eexample/",
    "https://\uff50artner.example/", "https://partner.ex\u00adample/", "https://partner.example/\u2028",
    "https://partner.example#", "https://partner.example/#part", "https://[partner.example]/",
    "https://part_ner.example/", "https://-partner.example/", "https://{label}.example/".format(label="a" * 64),
    "https://partner.example/" + "a" * 2048,
    *(f"https://partner.example:{port}/" for port in (
        "0", "1", "22", "25", "53", "80", "5432", "6379", "8080", "8444", "65536", "65979", "0443", "443.", "+443",
        "-443", "", "https", "443:443", "%34%34%33", "\uff14\uff14\uff13")),
    *(f"{scheme}://partner.example/" for scheme in (
        "http", "ftp", "ftps", "file", "gopher", "dict", "ldap", "ldaps", "smb", "smtp", "telnet", "ws", "wss",
        "sftp", "scp", "tftp", "rtsp", "mqtt", "httpss", "https+unix", "javascript", "data", "jar")),
    "file:///etc/passwd", "unix:///run/citylearn/api-1.sock", "data:text/plain,a", "netdoc:///etc/passwd",
]


def all_of_them():
    """Each once, in order."""
    found = [f"https://{host}/hook" for address in V4 for host in of4(address)]
    found += [f"https://{host}/hook" for address in V6 for host in of6(address)]
    return list(dict.fromkeys(found + OTHERS))
