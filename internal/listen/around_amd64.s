//go:build !purego

#include "textflag.h"

// AROUND sets one byte of a register for eight places: a bit for each at which a term stands, as either form of a word.
#define AROUND(from, term, into) \
	VPCMPEQW  from(DI)(BX*4), term, Y2 \
	VPMOVMSKB Y2, R8                   \
	MOVL      R8, R9                   \
	SHRL      $2, R9                   \
	ORL       R9, R8                   \
	PEXTL     R10, R8, R8              \
	SHLL      $8, into                 \
	ORL       R8, into

// func besides(places *uint32, n int, words *uint32, one, other uint32, far bool) (at int, ones, others uint32)
TEXT ·besides(SB), NOSPLIT, $0-56
	MOVQ         places+0(FP), SI
	MOVQ         n+8(FP), CX
	MOVQ         words+16(FP), DI
	MOVL         one+24(FP), R8
	MOVL         other+28(FP), R9
	MOVB         far+32(FP), R10
	VMOVD        R8, X0
	VMOVD        R9, X1
	VPBROADCASTW X0, Y0
	VPBROADCASTW X1, Y1
	XORL         AX, AX
	TESTB        R10, R10
	JNE          far

near:
	MOVL      (SI)(AX*4), BX
	VMOVDQU   -32(DI)(BX*4), Y2
	VMOVDQU   (DI)(BX*4), Y3
	VPCMPEQW  Y0, Y2, Y4
	VPCMPEQW  Y0, Y3, Y5
	VPCMPEQW  Y1, Y2, Y6
	VPCMPEQW  Y1, Y3, Y7
	VPOR      Y4, Y5, Y4
	VPOR      Y6, Y7, Y6
	VPMOVMSKB Y4, R8
	VPMOVMSKB Y6, R9
	TESTL     R8, R8
	CMOVLEQ   R8, R9          // so that there is one branch, which is seldom taken
	TESTL     R9, R9
	JNE       found
	INCQ      AX
	CMPQ      AX, CX
	JNE       near

done:
	VZEROUPPER
	MOVQ AX, at+40(FP)
	MOVL DX, ones+48(FP)
	MOVL R11, others+52(FP)
	RET

far:
	MOVL      (SI)(AX*4), BX
	VMOVDQU   -64(DI)(BX*4), Y2
	VMOVDQU   -32(DI)(BX*4), Y3
	VMOVDQU   (DI)(BX*4), Y4
	VMOVDQU   32(DI)(BX*4), Y5
	VPCMPEQW  Y0, Y2, Y6
	VPCMPEQW  Y0, Y3, Y7
	VPCMPEQW  Y0, Y4, Y8
	VPCMPEQW  Y0, Y5, Y9
	VPOR      Y6, Y7, Y6
	VPOR      Y8, Y9, Y8
	VPOR      Y6, Y8, Y6
	VPMOVMSKB Y6, R8
	VPCMPEQW  Y1, Y2, Y6
	VPCMPEQW  Y1, Y3, Y7
	VPCMPEQW  Y1, Y4, Y8
	VPCMPEQW  Y1, Y5, Y9
	VPOR      Y6, Y7, Y6
	VPOR      Y8, Y9, Y8
	VPOR      Y6, Y8, Y6
	VPMOVMSKB Y6, R9
	TESTL     R8, R8
	CMOVLEQ   R8, R9
	TESTL     R9, R9
	JNE       found
	INCQ      AX
	CMPQ      AX, CX
	JNE       far
	JMP       done

found:
	MOVL $0x11111111, R10
	AROUND(32, Y0, DX)
	AROUND(0, Y0, DX)
	AROUND(-32, Y0, DX)
	AROUND(-64, Y0, DX)
	AROUND(32, Y1, R11)
	AROUND(0, Y1, R11)
	AROUND(-32, Y1, R11)
	AROUND(-64, Y1, R11)
	JMP  done
