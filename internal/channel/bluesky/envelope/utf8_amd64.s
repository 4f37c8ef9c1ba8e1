//go:build !purego

#include "textflag.h"

// What a byte may be wrong for, a bit each, by the upper half of the byte before it, by the lower half of that,
// and by its own upper half: too short 1, too long 2, overlong in three 4, surrogate 10, overlong in two 20,
// two continuations 80, too large 8 and 40 (and overlong in four).
DATA ·wrong+0(SB)/8, $0x0202020202020202
DATA ·wrong+8(SB)/8, $0x4915012180808080
DATA ·wrong+16(SB)/8, $0xCBCBCB8B8383A3E7
DATA ·wrong+24(SB)/8, $0xCBCBDBCBCBCBCBCB
DATA ·wrong+32(SB)/8, $0x0101010101010101
DATA ·wrong+40(SB)/8, $0x01010101BABAAEE6
// the places in a block
DATA ·wrong+48(SB)/8, $0x0706050403020100
DATA ·wrong+56(SB)/8, $0x0F0E0D0C0B0A0908
DATA ·wrong+64(SB)/8, $0x1716151413121110
DATA ·wrong+72(SB)/8, $0x1F1E1D1C1B1A1918
// the lower half of a byte, and what takes all but those that begin three or four below the top bit
DATA ·wrong+80(SB)/8, $0x000000000070600F
GLOBL ·wrong(SB), RODATA|NOPTR, $88

// func valid(b *byte, n int) bool
TEXT ·valid(SB), NOSPLIT, $0-17
	MOVQ b+0(FP), SI
	MOVQ n+8(FP), CX
	VBROADCASTI128 ·wrong+0(SB), Y8
	VBROADCASTI128 ·wrong+16(SB), Y9
	VBROADCASTI128 ·wrong+32(SB), Y10
	VPBROADCASTB   ·wrong+80(SB), Y11
	VPXOR Y12, Y12, Y12              // the block before
	VPXOR Y13, Y13, Y13              // what is wrong
	VPCMPEQB Y14, Y14, Y14
	VPABSB Y14, Y14
	VPSLLW $7, Y14, Y14              // the top bit of each byte
	MOVQ   CX, DX
	ANDQ   $31, DX                   // of the last block
	SUBQ   DX, CX
	ADDQ   SI, CX                    // where it begins

loop:
	VMOVDQU (SI), Y0
	CMPQ    SI, CX
	JNE     whole
	VMOVD   DX, X1
	VPBROADCASTB X1, Y1
	VPCMPGTB ·wrong+48(SB), Y1, Y1
	VPAND   Y1, Y0, Y0

whole:
	VPERM2I128 $0x21, Y0, Y12, Y1    // the upper half of the one before, the lower of this one
	VPALIGNR $15, Y1, Y0, Y2         // the byte before each
	VPALIGNR $14, Y1, Y0, Y3
	VPALIGNR $13, Y1, Y0, Y4
	VPSRLW   $4, Y2, Y5
	VPAND    Y11, Y5, Y5
	VPSHUFB  Y5, Y8, Y5
	VPAND    Y11, Y2, Y6
	VPSHUFB  Y6, Y9, Y6
	VPAND    Y5, Y6, Y5
	VPSRLW   $4, Y0, Y6
	VPAND    Y11, Y6, Y6
	VPSHUFB  Y6, Y10, Y6
	VPAND    Y5, Y6, Y5
	VPBROADCASTB ·wrong+81(SB), Y6
	VPSUBUSB Y6, Y3, Y3
	VPBROADCASTB ·wrong+82(SB), Y6
	VPSUBUSB Y6, Y4, Y4
	VPOR     Y3, Y4, Y3
	VPAND    Y14, Y3, Y3             // has to go on here
	VPXOR    Y3, Y5, Y5
	VPOR     Y5, Y13, Y13
	VMOVDQA  Y0, Y12
	ADDQ     $32, SI
	CMPQ     SI, CX
	JLE      loop

	VPTEST Y13, Y13
	SETEQ  ret+16(FP)
	VZEROUPPER
	RET
