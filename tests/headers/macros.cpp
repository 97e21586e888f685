// Names that widely used headers define as macros: no identifier of hillock is one of them, so that its headers may
// stand behind those. Each stands for something that compiles nowhere. (What Eigen and the standard library say comes
// first.)
#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <limits>
#include <stdexcept>
#include <tuple>
#include <type_traits>
#include <utility>

#include <Eigen/Core>
#if defined(__SSE2__)
#include <immintrin.h>
#endif

// <windows.h> and what it includes.
#define near ?
#define far ?
#define small ?
#define hyper ?
#define pascal ?
#define cdecl ?
#define interface ?
#define IN ?
#define OUT ?
#define OPTIONAL ?
#define ERROR ?
#define NO_ERROR ?
#define TRUE ?
#define FALSE ?
#define VOID ?
#define CONST ?
#define DELETE ?
#define STRICT ?
#define NEAR ?
#define FAR ?
#define CALLBACK ?
#define IGNORE ?
#define INFINITE ?
#define THIS ?
#define Yield() ?
#define min(a, b) ?
#define max(a, b) ?

// <complex.h>, as a GNU compiler has it.
#undef I
#define I ?

// <math.h> of Microsoft and of System V.
#define DOMAIN ?
#define SING ?
#define OVERFLOW ?
#define UNDERFLOW ?
#define PLOSS ?
#define TLOSS ?

// <sys/types.h>, <sys/param.h>, <X11/Xlib.h>, <AssertMacros.h>, gettext, Qt.
#undef major
#undef minor
#define major(x) ?
#define minor(x) ?
#undef unix
#define unix ?
#undef linux
#define linux ?
#define check(x) ?
#define verify(x) ?
#define require(x, y) ?
#define Bool ?
#define None ?
#define Status ?
#define Success ?
#define Always ?
#define Complex ?
#define Unsorted ?
#define _(x) ?
#define signals ?
#define slots ?
#define emit ?
#define foreach ?
#define forever ?

// <Arduino.h>.
#define F(x) ?
#define PI ?
#define HIGH ?
#define LOW ?
#define B0 ?
#define B1 ?
#define bit(x) ?
#define sq(x) ?
#define constrain(x, a, b) ?
#define degrees(x) ?
#define radians(x) ?

#include <hillock/hillock.hpp>
