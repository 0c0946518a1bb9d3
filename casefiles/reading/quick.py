"""Functions of pdfium called thousands of times a page, without pypdfium2's care for each argument.

That care takes half of the time of so small a call. Handles are addresses here, results of
pointer parameters are written where an address says, and nothing is checked: a wrong argument
ends the process.
"""

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium


def quickly(function: Any, *arguments: Any, result: Any = ctypes.c_int) -> Callable[..., int]:
    """A function of pdfium under the plainest types; pointers are `c_void_p`."""
    where = ctypes.cast(function, ctypes.c_void_p).value or 0
    # PYFUNCTYPE keeps the interpreter's lock, which costs more to let go than the call takes.
    return ctypes.PYFUNCTYPE(result, *arguments)(where)


def address(handle: Any) -> int:
    """Where a handle of pdfium, or an object of pypdfium2, points; 0 for none."""
    return ctypes.cast(getattr(handle, "raw", handle), ctypes.c_void_p).value or 0


POINTER = ctypes.c_void_p
loose_char_box = quickly(pdfium.FPDFText_GetLooseCharBox, POINTER, ctypes.c_int, POINTER)
text_object = quickly(pdfium.FPDFText_GetTextObject, POINTER, ctypes.c_int, result=POINTER)
unicode_of = quickly(pdfium.FPDFText_GetUnicode, POINTER, ctypes.c_int, result=ctypes.c_uint)
is_unmapped = quickly(pdfium.FPDFText_HasUnicodeMapError, POINTER, ctypes.c_int)
page_object = quickly(pdfium.FPDFPage_GetObject, POINTER, ctypes.c_int, result=POINTER)
form_object = quickly(pdfium.FPDFFormObj_GetObject, POINTER, ctypes.c_ulong, result=POINTER)
object_type = quickly(pdfium.FPDFPageObj_GetType, POINTER)
object_bounds = quickly(pdfium.FPDFPageObj_GetBounds, POINTER, POINTER, POINTER, POINTER, POINTER)
fill_colour = quickly(pdfium.FPDFPageObj_GetFillColor, POINTER, POINTER, POINTER, POINTER, POINTER)
render_mode = quickly(pdfium.FPDFTextObj_GetTextRenderMode, POINTER)
draw_mode = quickly(pdfium.FPDFPath_GetDrawMode, POINTER, POINTER, POINTER)
set_active = quickly(pdfium.FPDFPageObj_SetIsActive, POINTER, ctypes.c_int)
count_segments = quickly(pdfium.FPDFPath_CountSegments, POINTER)
