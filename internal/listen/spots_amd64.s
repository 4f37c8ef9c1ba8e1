//go:build !purego

#include "textflag.h"

// func meetWide(a, b *uint64, n int) bool
TEXT ·meetWide(SB), NOSPLIT, $0-25
	MOVQ a+0(FP), SI
	MOVQ b+8(FP), DI
	MOVQ n+16(FP), CX
	XORL AX, AX
	SUBQ $16, CX
	JLT  rest

many:
	VMOVDQU 0(SI), Y0
	VMOVDQU 32(SI), Y1
	VMOVDQU 64(SI), Y2
	VMOVDQU 96(SI), Y3
	VPAND   0(DI), Y0, Y0
	VPAND   32(DI), Y1, Y1
	VPAND   64(DI), Y2, Y2
	VPAND   96(DI), Y3, Y3
	VPOR    Y0, Y1, Y0
	VPOR    Y2, Y3, Y2
	VPOR    Y0, Y2, Y0
	VPTEST  Y0, Y0
	JNZ     yes
	ADDQ    $128, SI
	ADDQ    $128, DI
	SUBQ    $16, CX
	JGE     many

rest:
	ADDQ $16, CX
	JEQ  done

four:
	VMOVDQU (SI), Y0
	VPTEST  (DI), Y0
	JNZ     yes
	ADDQ    $32, SI
	ADDQ    $32, DI
	SUBQ    $4, CX
	JNE     four

done:
	VZEROUPPER
	MOVB AX, ret+24(FP)
	RET

yes:
	INCL AX
	JMP  done

// func andWide(into, s *uint64, n int) bool
TEXT ·andWide(SB), NOSPLIT, $0-25
	MOVQ  into+0(FP), DI
	MOVQ  s+8(FP), SI
	MOVQ  n+16(FP), CX
	VPXOR Y1, Y1, Y1

four:
	VMOVDQU (SI), Y0
	VPAND   (DI), Y0, Y0
	VMOVDQU Y0, (DI)
	VPOR    Y0, Y1, Y1
	ADDQ    $32, SI
	ADDQ    $32, DI
	SUBQ    $4, CX
	JNE     four
	VPTEST  Y1, Y1
	SETNE   ret+24(FP)
	VZEROUPPER
	RET

// func orWide(into, s *uint64, n int)
TEXT ·orWide(SB), NOSPLIT, $0-24
	MOVQ into+0(FP), DI
	MOVQ s+8(FP), SI
	MOVQ n+16(FP), CX

four:
	VMOVDQU (SI), Y0
	VPOR    (DI), Y0, Y0
	VMOVDQU Y0, (DI)
	ADDQ    $32, SI
	ADDQ    $32, DI
	SUBQ    $4, CX
	JNE     four
	VZEROUPPER
	RET

// func shiftWide(into, s *uint64, n int, down uint64)
TEXT ·shiftWide(SB), NOSPLIT, $0-32
	MOVQ  into+0(FP), DI
	MOVQ  s+8(FP), SI
	MOVQ  n+16(FP), CX
	MOVQ  down+24(FP), AX
	VMOVQ AX, X4
	MOVQ  $64, BX
	SUBQ  AX, BX
	VMOVQ BX, X5

four:
	VMOVDQU 0(SI), Y0
	VMOVDQU 8(SI), Y1
	VPSRLQ  X4, Y0, Y0
	VPSLLQ  X5, Y1, Y1
	VPOR    Y0, Y1, Y0
	VMOVDQU Y0, (DI)
	ADDQ    $32, SI
	ADDQ    $32, DI
	SUBQ    $4, CX
	JNE     four
	VZEROUPPER
	RET

// func shiftedAndWide(into, of, s *uint64, n int, down uint64) bool
TEXT ·shiftedAndWide(SB), NOSPLIT, $0-41
	MOVQ  into+0(FP), DI
	MOVQ  of+8(FP), DX
	MOVQ  s+16(FP), SI
	MOVQ  n+24(FP), CX
	MOVQ  down+32(FP), AX
	VMOVQ AX, X4
	MOVQ  $64, BX
	SUBQ  AX, BX
	VMOVQ BX, X5
	VPXOR Y2, Y2, Y2

four:
	VMOVDQU 0(SI), Y0
	VMOVDQU 8(SI), Y1
	VPSRLQ  X4, Y0, Y0
	VPSLLQ  X5, Y1, Y1
	VPOR    Y0, Y1, Y0
	VPAND   (DX), Y0, Y0
	VMOVDQU Y0, (DI)
	VPOR    Y0, Y2, Y2
	ADDQ    $32, SI
	ADDQ    $32, DX
	ADDQ    $32, DI
	SUBQ    $4, CX
	JNE     four
	VPTEST  Y2, Y2
	SETNE   ret+40(FP)
	VZEROUPPER
	RET
