#!/usr/bin/env python3
"""Writes the committed constants of the analysis: `make_tables.py > tables.cc`.

Integers only, so that the output is the same on every machine: values are computed in fixed point
with 256 fraction bits and rounded once to the nearest binary32, printed as its bits.
"""

FRACTION_BITS = 256
ONE = 1 << FRACTION_BITS

WINDOW_POINTS = 8192  # the longest analysis window; shorter ones take every n-th point
LEVELS_TO_ZERO_DB = 365  # steps of 70/255 dB from -100 dB; number 364 lies just under 0 dB
FLUX_BANDS = 54  # sixths of an octave, 30 Hz to 15'360 Hz


def multiply(a, b):
    return (a * b) >> FRACTION_BITS


def exp(x):
    """e^x for |x| < 32, by the power series of x/64 and six squarings."""
    x >>= 6
    term = total = ONE
    n = 1
    while term != 0 and n < 200:
        term = multiply(term, x) // n
        total += term
        n += 1
    for _ in range(6):
        total = multiply(total, total)
    return total


def log_near_one(numerator, denominator):
    """ln(numerator/denominator) = 2 artanh((n-d)/(n+d))."""
    z = ((numerator - denominator) << FRACTION_BITS) // (numerator + denominator)
    square = multiply(z, z)
    total, power, n = 0, z, 1
    while power != 0:
        total += power // n
        power = multiply(power, square)
        n += 2
    return 2 * total


LN2 = log_near_one(2, 1)
LN10 = 3 * LN2 + log_near_one(10, 8)


def pi():
    """Machin: 16 atan(1/5) - 4 atan(1/239)."""

    def arctangent_of_inverse(k):
        total, power, n, sign = 0, ONE // k, 1, 1
        while power != 0:
            total += sign * (power // n)
            power //= k * k
            n += 2
            sign = -sign
        return total

    return 16 * arctangent_of_inverse(5) - 4 * arctangent_of_inverse(239)


PI = pi()


def sine(x):
    term, total, n = x, x, 1
    while abs(term) > 1:
        term = -multiply(multiply(term, x), x) // ((n + 1) * (n + 2))
        total += term
        n += 2
    return total


def binary32_bits(value):
    """The bits of the binary32 nearest to value / 2^256 (positive, normal)."""
    if value == 0:
        return 0
    shift = value.bit_length() - 24
    mantissa = (value + (1 << (shift - 1))) >> shift
    if mantissa == 1 << 24:
        mantissa >>= 1
        shift += 1
    exponent = shift + 23 - FRACTION_BITS + 127
    assert 1 <= exponent <= 254
    return (exponent << 23) | (mantissa & 0x7FFFFF)


def hann_quarter():
    """sin^2(pi n / 8192) up to 1/2; the rest of the window mirrors it."""
    values = []
    for n in range(WINDOW_POINTS // 4 + 1):
        s = sine(PI * n // WINDOW_POINTS)
        values.append(binary32_bits(multiply(s, s)))
    return values


def level_thresholds():
    """10^((-100 + 70 n / 255) / 20): the magnitude at which level n begins."""
    return [
        binary32_bits(exp(LN10 * (70 * n - 25500) // (255 * 20)))
        for n in range(LEVELS_TO_ZERO_DB)
    ]


def flux_edges():
    """30 Hz * 2^(n/6), to the nearest Hz."""
    half = ONE // 2
    return [(30 * exp(LN2 * n // 6) + half) >> FRACTION_BITS for n in range(FLUX_BANDS + 1)]


def print_array(declaration, items):
    print(f"{declaration}{{{{")
    line = "   "
    for item in items:
        if len(line) + len(item) + 2 > 100:
            print(line)
            line = "   "
        line += f" {item},"
    print(line)
    print("}};")


def main():
    print("// Written by make_tables.py; do not edit. The tests compare the two.")
    print('#include "core/analysis/tables.h"')
    print()
    print("// clang-format off")
    print("namespace reprise::analysis {")
    print()
    hann = [f"0x{bits:08x}" for bits in hann_quarter()]
    print_array("const std::array<std::uint32_t, kHannQuarter> kHannBits", hann)
    print()
    thresholds = [f"0x{bits:08x}" for bits in level_thresholds()]
    print_array("const std::array<std::uint32_t, kLevelCount> kLevelBits", thresholds)
    print()
    edges = [str(hz) for hz in flux_edges()]
    print_array("const std::array<std::int32_t, kFluxEdges> kFluxEdgesHz", edges)
    print()
    print("}  // namespace reprise::analysis")


main()
