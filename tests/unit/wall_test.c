#include "fetch/wall.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const struct wall strict = {.ports = "443 8443"};
static const struct wall any_port = {.ports = NULL};
static const struct wall development = {.loopback = true, .ports = "443 8443"};

static bool
lets(const struct wall *wall, const char *address)
{
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(443)};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(443)};

    print_message("# %s\n", address);
    if (inet_pton(AF_INET, address, &four.sin_addr) == 1)
        return wall_lets(wall, (const struct sockaddr *)&four);
    assert_int_equal(inet_pton(AF_INET6, address, &six.sin6_addr), 1);
    return wall_lets(wall, (const struct sockaddr *)&six);
}

/* The edges of a refused range. A neighbour that is refused too has a range of its own. */
struct edges {
    const char *before, *first, *last, *after; /* NULL where the world ends */
    bool before_is_let, after_is_let;
};

static const struct edges edges4[] = {
    {NULL,              "0.0.0.0",      "0.255.255.255",   "1.0.0.0",      false, true },
    {"9.255.255.255",   "10.0.0.0",     "10.255.255.255",  "11.0.0.0",     true,  true },
    {"100.63.255.255",  "100.64.0.0",   "100.127.255.255", "100.128.0.0",  true,  true },
    {"126.255.255.255", "127.0.0.0",    "127.255.255.255", "128.0.0.0",    true,  true },
    {"169.253.255.255", "169.254.0.0",  "169.254.255.255", "169.255.0.0",  true,  true },
    {"172.15.255.255",  "172.16.0.0",   "172.31.255.255",  "172.32.0.0",   true,  true },
    {"191.255.255.255", "192.0.0.0",    "192.0.0.255",     "192.0.1.0",    true,  true },
    {"192.0.1.255",     "192.0.2.0",    "192.0.2.255",     "192.0.3.0",    true,  true },
    {"192.31.195.255",  "192.31.196.0", "192.31.196.255",  "192.31.197.0", true,  true },
    {"192.52.192.255",  "192.52.193.0", "192.52.193.255",  "192.52.194.0", true,  true },
    {"192.88.98.255",   "192.88.99.0",  "192.88.99.255",   "192.88.100.0", true,  true },
    {"192.167.255.255", "192.168.0.0",  "192.168.255.255", "192.169.0.0",  true,  true },
    {"192.175.47.255",  "192.175.48.0", "192.175.48.255",  "192.175.49.0", true,  true },
    {"198.17.255.255",  "198.18.0.0",   "198.19.255.255",  "198.20.0.0",   true,  true },
    {"198.51.99.255",   "198.51.100.0", "198.51.100.255",  "198.51.101.0", true,  true },
    {"203.0.112.255",   "203.0.113.0",  "203.0.113.255",   "203.0.114.0",  true,  true },
    {"223.255.255.255", "224.0.0.0",    "239.255.255.255", "240.0.0.0",    true,  false},
    {"239.255.255.255", "240.0.0.0",    "255.255.255.255", NULL,           false, false},
};

#define ENDS "ffff:ffff:ffff:ffff:ffff"

static const struct edges edges6[] = {
    {NULL,                   "::",             "1fff:ffff:ffff:" ENDS, "2000::",         false, true },
    {"2000:ffff:ffff:" ENDS, "2001::",         "2001:1ff:ffff:" ENDS,  "2001:200::",     true,  true },
    {"2001:db7:ffff:" ENDS,  "2001:db8::",     "2001:db8:ffff:" ENDS,  "2001:db9::",     true,  true },
    {"2001:ffff:ffff:" ENDS, "2002::",         "2002:ffff:ffff:" ENDS, "2003::",         true,  true },
    {"2620:4f:7fff:" ENDS,   "2620:4f:8000::", "2620:4f:8000:" ENDS,   "2620:4f:8001::", true,  true },
    {"3ffe:ffff:ffff:" ENDS, "3fff::",         "3fff:fff:ffff:" ENDS,  "3fff:1000::",    true,  true },
    {"3fff:ffff:ffff:" ENDS, "4000::",         "ffff:ffff:ffff:" ENDS, NULL,             true,  false},
};

static void
judge_edges(const struct edges *edges, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (edges[i].before != NULL)
            assert_int_equal(lets(&strict, edges[i].before), edges[i].before_is_let);
        assert_false(lets(&strict, edges[i].first));
        assert_false(lets(&strict, edges[i].last));
        if (edges[i].after != NULL)
            assert_int_equal(lets(&strict, edges[i].after), edges[i].after_is_let);
    }
}

static void
each_range_is_refused_to_its_edges(void **state)
{
    (void)state;
    judge_edges(edges4, sizeof(edges4) / sizeof(edges4[0]));
    judge_edges(edges6, sizeof(edges6) / sizeof(edges6[0]));
}

static const struct {
    const char *address;
    bool strict, development;
} addresses[] = {
    {"8.8.8.8",               true,  true },
    {"93.184.216.34",         true,  true },
    {"2606:2800:220:1::1946", true,  true },
    {"2a00:1450:4001::200e",  true,  true },
    {"127.0.0.1",             false, true },
    {"127.8.8.8",             false, true },
    {"::1",                   false, true },
    {"::2",                   false, false},
    {"0.0.0.0",               false, false},
    {"169.254.169.254",       false, false},
    {"255.255.255.255",       false, false},
    {"::",                    false, false}, /* unspecified */
    {"::127.0.0.1",           false, false}, /* IPv4-compatible */
    {"::8.8.8.8",             false, false},
    {"::ffff:127.0.0.1",      false, false}, /* IPv4-mapped */
    {"::ffff:10.0.0.1",       false, false},
    {"::ffff:8.8.8.8",        false, false},
    {"::ffff:0:127.0.0.1",    false, false}, /* IPv4-translated */
    {"64:ff9b::127.0.0.1",    false, false}, /* NAT64 */
    {"64:ff9b::8.8.8.8",      false, false},
    {"64:ff9b:1::7f00:1",     false, false}, /* NAT64 of one's own */
    {"100::1",                false, false}, /* discarded */
    {"2001::7f00:1",          false, false}, /* Teredo */
    {"2001:10::1",            false, false}, /* ORCHID */
    {"2001:20::1",            false, false}, /* ORCHID, second version */
    {"2002:7f00:1::",         false, false}, /* 6to4 of 127.0.0.1 */
    {"2002:808:808::1",       false, false},
    {"5f00::1",               false, false}, /* segment routing */
    {"fc00::1",               false, false}, /* unique local */
    {"fd00:ec2::254",         false, false}, /* a cloud's metadata */
    {"fe80::1",               false, false}, /* link-local */
    {"fe80::5efe:10.0.0.1",   false, false}, /* ISATAP */
    {"fec0::1",               false, false}, /* site-local */
    {"ff02::1",               false, false}, /* multicast */
};

static void
addresses_are_judged(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
        assert_int_equal(lets(&strict, addresses[i].address), addresses[i].strict);
        assert_int_equal(lets(&any_port, addresses[i].address), addresses[i].strict);
        assert_int_equal(lets(&development, addresses[i].address), addresses[i].development);
    }
}

static void
other_families_are_refused(void **state)
{
    static const sa_family_t families[] = {AF_UNSPEC, AF_UNIX,  AF_NETLINK,
                                           AF_PACKET, AF_VSOCK, 255};

    (void)state;
    for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
        struct sockaddr_storage address = {.ss_family = families[i]};

        assert_false(wall_lets(&strict, (const struct sockaddr *)&address));
        assert_false(wall_lets(&development, (const struct sockaddr *)&address));
    }
}

enum { NEVER, ANY_PORT, ALWAYS, AT_HOME };

static const struct {
    const char *url;
    int who_lets;
} urls[] = {
    {"https://partner.example/hook",                        ALWAYS  },
    {"https://partner.example",                             ALWAYS  },
    {"https://partner.example/",                            ALWAYS  },
    {"https://partner.example?to=us",                       ALWAYS  },
    {"https://partner.example/hook?a=b&c=%20d",             ALWAYS  },
    {"https://partner.example/a@b:c",                       ALWAYS  },
    {"https://partner.example:443/hook",                    ALWAYS  },
    {"https://partner.example:8443/hook",                   ALWAYS  },
    {"HTTPS://Partner.EXAMPLE/hook",                        ALWAYS  },
    {"https://xn--kln-sna.example/hook",                    ALWAYS  },
    {"https://a.b.c.d.e.example/",                          ALWAYS  },
    {"https://1.example/",                                  ALWAYS  },
    {"https://127.0.0.1.example/",                          ALWAYS  },
    {"https://local.example/",                              ALWAYS  },
    {"https://notlocal.example/",                           ALWAYS  },
    {"https://mylocalhost.example/",                        ALWAYS  },
    {"https://partner.notlocal/",                           ALWAYS  },
    {"https://partner.example:8080/",                       ANY_PORT},
    {"https://partner.example:22/",                         ANY_PORT},
    {"https://partner.example:65535/",                      ANY_PORT},
    {"https://partner.example:4430/",                       ANY_PORT},
    {"https://localhost/",                                  AT_HOME },
    {"https://localhost:9000/hook",                         AT_HOME },
    {"https://LOCALHOST:9000/hook",                         AT_HOME },
    {"https://127.0.0.1/",                                  AT_HOME },
    {"https://127.0.0.1:9000/hook",                         AT_HOME },
 /* other spellings of this machine, and its neighbours */
    {"https://127.1/",                                      NEVER   },
    {"https://127.0.1/",                                    NEVER   },
    {"https://127.0.0.2/",                                  NEVER   },
    {"https://2130706433/",                                 NEVER   },
    {"https://0x7f.1/",                                     NEVER   },
    {"https://0x7f000001/",                                 NEVER   },
    {"https://0177.0.0.1/",                                 NEVER   },
    {"https://017700000001/",                               NEVER   },
    {"https://127.0.0.0x1/",                                NEVER   },
    {"https://%31%32%37.0.0.1/",                            NEVER   },
    {"https://127%2e0%2e0%2e1/",                            NEVER   },
    {"https://%6cocalhost/",                                NEVER   },
    {"https://[::1]/",                                      NEVER   },
    {"https://[::]/",                                       NEVER   },
    {"https://[::ffff:7f00:1]/",                            NEVER   },
    {"https://[::ffff:127.0.0.1]/",                         NEVER   },
    {"https://[::127.0.0.1]/",                              NEVER   },
    {"https://[64:ff9b::7f00:1]/",                          NEVER   },
    {"https://[2002:7f00:1::]/",                            NEVER   },
    {"https://[fe80::1%25eth0]/",                           NEVER   },
    {"https://[2606:2800:220:1::1946]/",                    NEVER   },
    {"https://foo.localhost/",                              NEVER   },
    {"https://localhost./",                                 NEVER   },
    {"https://127.0.0.1./",                                 NEVER   },
    {"https://localhost.localdomain/",                      NEVER   },
    {"https://0.0.0.0/",                                    NEVER   },
    {"https://0/",                                          NEVER   },
    {"https://10.0.0.1/",                                   NEVER   },
    {"https://169.254.169.254/latest/meta-data/",           NEVER   },
    {"https://192.168.1.1/",                                NEVER   },
    {"https://8.8.8.8/",                                    NEVER   },
    {"https://134744072/",                                  NEVER   },
 /* names that are nobody's, or only somebody's house */
    {"https://intranet/",                                   NEVER   },
    {"https://printer.local/",                              NEVER   },
    {"https://printer.LOCAL/",                              NEVER   },
    {"https://metadata.google.internal/",                   NEVER   },
    {"https://router.home.arpa/",                           NEVER   },
    {"https://partner.example./",                           NEVER   },
    {"https://partner.example../",                          NEVER   },
    {"https://.partner.example/",                           NEVER   },
    {"https://partner..example/",                           NEVER   },
    {"https://-partner.example/",                           NEVER   },
    {"https://partner-.example/",                           NEVER   },
    {"https://part_ner.example/",                           NEVER   },
    {"https://partner.example,evil.example/",               NEVER   },
    {"https://partner.123/",                                NEVER   },
    {"https://partner.0x7f/",                               NEVER   },
    {"https://m\xc3\xbcnchen.example/",                     NEVER   },
    {"https://\xe2\x91\xa0\xe2\x91\xa1\xe2\x91\xa6.0.0.1/", NEVER   },
    {"https://\xef\xbc\x91\xef\xbc\x90.0.0.1/",             NEVER   },
    {"https://partner\xe3\x80\x82"
     "example/",                                       NEVER   },
 /* somebody beside the name */
    {"https://u@127.0.0.1/",                                NEVER   },
    {"https://u:p@partner.example/",                        NEVER   },
    {"https://@partner.example/",                           NEVER   },
    {"https://:@partner.example/",                          NEVER   },
    {"https://partner.example@evil.example/",               NEVER   },
    {"https://partner.example:443@evil.example/",           NEVER   },
    {"https://partner.example\\@evil.example/",             NEVER   },
    {"https://evil.example\\.partner.example/",             NEVER   },
    {"https://partner.example/#there",                      NEVER   },
    {"https://partner.example#@evil.example/",              NEVER   },
    {"https://partner.example/#",                           NEVER   },
 /* ports that are none */
    {"https://partner.example:/",                           NEVER   },
    {"https://partner.example:0443/",                       NEVER   },
    {"https://partner.example:+443/",                       NEVER   },
    {"https://partner.example:443443/",                     NEVER   },
    {"https://partner.example:65536/",                      NEVER   },
    {"https://partner.example:https/",                      NEVER   },
    {"https://partner.example:443:443/",                    NEVER   },
 /* not https, or not an address */
    {"http://partner.example/",                             NEVER   },
    {"http://localhost:9000/",                              NEVER   },
    {"ftp://partner.example/",                              NEVER   },
    {"file:///etc/passwd",                                  NEVER   },
    {"gopher://partner.example/",                           NEVER   },
    {"dict://partner.example/",                             NEVER   },
    {"httpss://partner.example/",                           NEVER   },
    {"partner.example/hook",                                NEVER   },
    {"//partner.example/hook",                              NEVER   },
    {"https:partner.example/",                              NEVER   },
    {"https:/partner.example/",                             NEVER   },
    {"https:///partner.example/",                           NEVER   },
    {"https:////partner.example/",                          NEVER   },
    {"https://",                                            NEVER   },
    {"https:///",                                           NEVER   },
    {"https://?",                                           NEVER   },
    {"https",                                               NEVER   },
    {"",                                                    NEVER   },
 /* white space and control characters */
    {" https://partner.example/",                           NEVER   },
    {"https://partner.example/ ",                           NEVER   },
    {"https://partner.example/a b",                         NEVER   },
    {"https://partner.example/\r\nhost: evil",              NEVER   },
    {"https://partner.example\t/",                          NEVER   },
    {"https://partner.example/\xc3\xbc",                    NEVER   },
    {"https://partner.example/\x7f",                        NEVER   },
};

static void
urls_are_judged(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
        struct str url = str_of(urls[i].url);
        int who = urls[i].who_lets;

        print_message("# %s\n", urls[i].url);
        assert_int_equal(wall_lets_url(&strict, url), who == ALWAYS);
        assert_int_equal(wall_lets_url(&any_port, url), who == ALWAYS || who == ANY_PORT);
        assert_int_equal(wall_lets_url(&development, url), who == ALWAYS || who == AT_HOME);
    }
}

/* An address of `size` bytes, of which `label` are the first label of its name. */
static struct str
long_url(char *at, size_t size, size_t label)
{
    static const char start[] = "https://", end[] = ".example/";

    memset(at, 'a', size);
    memcpy(at, start, sizeof(start) - 1);
    memcpy(at + sizeof(start) - 1 + label, end, sizeof(end) - 1);
    return (struct str){at, size};
}

static void
length_has_an_end(void **state)
{
    char url[2100];

    (void)state;
    assert_true(wall_lets_url(&strict, long_url(url, 2048, 63)));
    assert_false(wall_lets_url(&strict, long_url(url, 2049, 63)));
    assert_false(wall_lets_url(&strict, long_url(url, 2048, 64)));
    assert_false(wall_lets_url(&strict, STR_NONE));
    /* A NUL does not end what is judged. */
    assert_false(wall_lets_url(&strict, STR("https://partner.example/\0@evil")));
    assert_false(wall_lets_url(&strict, STR("https://partner.example\0.evil.example/")));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_range_is_refused_to_its_edges),
        cmocka_unit_test(addresses_are_judged),
        cmocka_unit_test(other_families_are_refused),
        cmocka_unit_test(urls_are_judged),
        cmocka_unit_test(length_has_an_end),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("wall", tests, NULL, NULL);
}
