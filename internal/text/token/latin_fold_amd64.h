// What latin_amd64.s is made of: bits of blocks, and how 32 bytes are folded at once.

DATA ·latinBits+0(SB)/4, $0x3F1F
DATA ·latinBits+4(SB)/4, $0x3F0300
DATA ·latinBits+8(SB)/8, $0x100000001
GLOBL ·latinBits(SB), RODATA|NOPTR, $16

// BITS leaves in out what a field of the blocks at AX says of the 64 bytes from CX on.
#define BITS(field, out) \
	MOVQ field(AX), out; \
	MOVQ (block__size+field)(AX), BX; \
	SHRQ CX, BX, out

// SIZE leaves in BX how many bytes the letter has whose first is DX.
#define SIZE \
	MOVL $1, BX; \
	CMPB DL, $0x80; \
	SBBL $-1, BX; \
	CMPB DL, $0xE0; \
	SBBL $-1, BX

// COPY copies the sixteen bytes at SI+at, if text stands there.
#define COPY(at, to) \
	LEAQ  at(SI), BX; \
	CMPQ  BX, DX; \
	JHI   copied; \
	MOVOU at(SI), X0; \
	MOVOU X0, to

DATA ·latinParts+0(SB)/8, $0x70C5C4C3B0A09080
GLOBL ·latinParts(SB), RODATA|NOPTR, $8

// PART leaves in y what makes VPSHUFB look up those of the bytes of Y0 whose upper half is that of at, and give 0
// for others.
#define PART(at, y) \
	VPBROADCASTB ·latinParts+at(SB), Y1; \
	VPXOR        Y0, Y1, y; \
	VPADDUSB     Y15, y, y

// LOOK adds to Y7 what a quarter of a table has of the bytes.
#define LOOK(at, y) \
	VBROADCASTI128 ·latinLetters+at(SB), Y6; \
	VPSHUFB        y, Y6, Y6; \
	VPOR           Y6, Y7, Y7

// LEAD adds to Y8 the letters of which the first byte, before each of Y0 in Y9, is first, and of which a table is at.
#define LEAD(first, at) \
	VPXOR        Y7, Y7, Y7; \
	LOOK(at, Y2); \
	LOOK(at+16, Y3); \
	LOOK(at+32, Y4); \
	LOOK(at+48, Y5); \
	VPBROADCASTB ·latinParts+first(SB), Y1; \
	VPCMPEQB     Y1, Y9, Y1; \
	VPAND        Y1, Y7, Y7; \
	VPOR         Y7, Y8, Y8

// HALF folds those of 32 bytes that are the last of a letter of two bytes from U+00C0 to U+017F, and leaves a bit for
// each in mask.
#define HALF(at, mask) \
	VMOVDQU   at(SI), Y0; \
	VMOVDQU   (at-1)(SI), Y9; \
	PART(0, Y2); \
	PART(1, Y3); \
	PART(2, Y4); \
	PART(3, Y5); \
	VPXOR     Y8, Y8, Y8; \
	LEAD(4, 0); \
	LEAD(5, 64); \
	LEAD(6, 128); \
	VPXOR     Y1, Y1, Y1; \
	VPCMPEQB  Y1, Y8, Y1; \
	VPAND     Y1, Y0, Y0; \
	VPOR      Y8, Y0, Y0; \
	VMOVDQU   Y0, scratch-(152-at)(SP); \
	VPMOVMSKB Y1, mask; \
	NOTL      mask
