/*
 * image: pictures of badges, as PNG (ISO/IEC 15948) and SVG 1.1.
 *
 * Pictures that somebody uploads are judged and made anew, so that nothing of them is kept but
 * what can be seen: no metadata, and of an SVG only elements and attributes that stand in a table.
 * A credential of Open Badges is put into a picture (baked) and read out again, as Open Badges 3.0
 * and 2.0 have it. Badges and QR codes are drawn.
 *
 * All of it works over memory and asks nobody but the fonts of the system, and it is the same each
 * time. Results live in the given arena; work that takes more memory has an arena of its own, of
 * IMAGE_WORK_MAX at most. A large picture takes some hundred milliseconds of a core, so a worker
 * does this in a thread. The functions may run in several threads at once.
 */
#pragma once

#include "base/arena.h"

enum {
    IMAGE_SIZE_MAX = 2 << 20,       /* bytes of a PNG that is uploaded */
    IMAGE_SVG_SIZE_MAX = 512 << 10, /* and of an SVG */
    IMAGE_CREDENTIAL_MAX = 1 << 20, /* bytes */
    IMAGE_BAKED_MAX = 8 << 20,      /* bytes of a PNG that a credential is read from, */
    IMAGE_SVG_BAKED_MAX = 2 << 20,  /* and of an SVG */
    IMAGE_SIDE_MIN = 90,            /* pixels */
    IMAGE_SIDE_MAX = 4096,          /* pixels */
    IMAGE_PIXELS_MAX = 4 << 20,     /* of both sides together: 2048 by 2048 */
    IMAGE_RENDERED_MAX = 2048,      /* pixels of a side that is drawn */
    IMAGE_QR_SIZE_MAX = 1000,       /* bytes of a text */
    IMAGE_WORK_MAX = 256 << 20,     /* bytes */
};

enum image_fault {
    IMAGE_FITS,
    IMAGE_UNREADABLE,    /* not whole, or not of this kind */
    IMAGE_TOO_LARGE,     /* in bytes */
    IMAGE_BAD_SIDES,     /* beyond the limits of sides and pixels */
    IMAGE_TOO_COMPLEX,   /* too many parts, or too deep */
    IMAGE_DECLARES,      /* an SVG whose document type defines something, such as entities */
    IMAGE_ACTIVE,        /* an SVG that runs something, or fetches something */
    IMAGE_UNKNOWN_PART,  /* an SVG that draws by an element which badges may not have */
    IMAGE_DOUBLED,       /* more than one credential where one may stand */
    IMAGE_NO_CREDENTIAL, /* none in the picture; or what is to be baked is none */
};

/* One sentence for people. */
const char *image_fault_says(enum image_fault fault);

enum image_version { IMAGE_OPEN_BADGES_3, IMAGE_OPEN_BADGES_2 };

struct image_credential {
    enum image_version version;
    struct str text; /* JSON, a compact JWS, or of Open Badges 2.0 and older an address too */
};

/* `clean` is the same picture without metadata, in one pass, with at most 8 bits a channel. */
enum image_fault image_png_judge(struct arena *arena, struct str png, struct str *clean);
enum image_fault image_svg_judge(struct arena *arena, struct str svg, struct str *clean);

/*
 * A credential that is in the picture already is replaced. JSON is written in ASCII: some readers
 * take the text for Latin-1, and a signature covers the letters and not their escapes. What is
 * drawn in a PNG stays byte for byte; an SVG has to be one that image_svg_judge takes.
 */
enum image_fault image_png_bake(struct arena *arena, struct str png,
                                const struct image_credential *credential, struct str *baked);
enum image_fault image_svg_bake(struct arena *arena, struct str svg,
                                const struct image_credential *credential, struct str *baked);

/*
 * An SVG that shows a PNG and has it within; baked at once, since image_svg_bake takes no pictures
 * in pictures. `credential` may be NULL; STR_NONE when that is none, or the PNG has no head. What
 * is given as `title` and `language` is for people who do not see it.
 */
struct str image_svg_around(struct arena *arena, struct str png, struct str title,
                            struct str language, const struct image_credential *credential);

/* In pixels; false of what does not begin as a PNG. */
bool image_png_sides(struct str png, uint32_t *width, uint32_t *height);

/* The newer one, where the picture has a credential of each version. */
enum image_fault image_png_unbake(struct arena *arena, struct str png,
                                  struct image_credential *credential);
enum image_fault image_svg_unbake(struct arena *arena, struct str svg,
                                  struct image_credential *credential);

enum image_shape { IMAGE_CIRCLE, IMAGE_HEXAGON, IMAGE_SHIELD, IMAGE_SQUARE };
enum image_icon { IMAGE_INITIALS, IMAGE_STAR, IMAGE_BOOK, IMAGE_HEART, IMAGE_LEAF, IMAGE_TICK };

struct image_badge {
    struct str name, organisation;
    struct str description; /* for people who do not see the picture; or STR_NONE */
    struct str initials;    /* two letters or so, or STR_NONE: those of the name */
    struct str language;    /* of the texts, BCP 47, or STR_NONE */
    uint32_t colour;        /* 0xrrggbb; letters on it are dark or light, whichever is read best */
    enum image_shape shape;
    enum image_icon icon;
};

/* 600 by 600, with a title and a description; names are in as many lines as they need. */
struct str image_badge_svg(struct arena *arena, const struct image_badge *badge);

/* An SVG of ours, or one that was judged, as a PNG with this longer side; STR_NONE if it cannot be.
 */
struct str image_svg_png(struct arena *arena, struct str svg, int side);

/* STR_NONE when the text does not fit. `title` is for people who do not see the picture. */
struct str image_qr_svg(struct arena *arena, struct str text, struct str title);
struct str image_qr_png(struct arena *arena, struct str text, int pixels_per_module);
