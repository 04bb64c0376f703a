#include "tests/render/blend_reference.h"

#include <algorithm>
#include <cmath>

namespace reprise::render {
namespace {

double screen(double cb, double cs) {
  return cb + cs - cb * cs;
}
double hard_light(double cb, double cs) {
  return cs <= 0.5 ? cb * (2 * cs) : screen(cb, 2 * cs - 1);
}
double color_dodge(double cb, double cs) {
  if (cb == 0) {
    return 0;
  }
  return cs == 1 ? 1 : std::min(1.0, cb / (1 - cs));
}
double color_burn(double cb, double cs) {
  if (cb == 1) {
    return 1;
  }
  return cs == 0 ? 0 : 1 - std::min(1.0, (1 - cb) / cs);
}
double soft_light(double cb, double cs) {
  if (cs <= 0.5) {
    return cb - (1 - 2 * cs) * cb * (1 - cb);
  }
  const double d = cb <= 0.25 ? ((16 * cb - 12) * cb + 4) * cb : std::sqrt(cb);
  return cb + (2 * cs - 1) * (d - cb);
}

double blend_channel(BlendMode mode, double cb, double cs) {
  switch (mode) {
    case BlendMode::kMultiply:
      return cb * cs;
    case BlendMode::kScreen:
      return screen(cb, cs);
    case BlendMode::kOverlay:
      return hard_light(cs, cb);
    case BlendMode::kDarken:
      return std::min(cb, cs);
    case BlendMode::kLighten:
      return std::max(cb, cs);
    case BlendMode::kColorDodge:
      return color_dodge(cb, cs);
    case BlendMode::kColorBurn:
      return color_burn(cb, cs);
    case BlendMode::kHardLight:
      return hard_light(cb, cs);
    case BlendMode::kSoftLight:
      return soft_light(cb, cs);
    case BlendMode::kDifference:
      return std::abs(cb - cs);
    case BlendMode::kExclusion:
      return cb + cs - 2 * cb * cs;
    default:
      return cs;
  }
}

double lum(const Colour& c) {
  return 0.3 * c[0] + 0.59 * c[1] + 0.11 * c[2];
}
double sat(const Colour& c) {
  return *std::ranges::max_element(c) - *std::ranges::min_element(c);
}

Colour clip_color(Colour c) {
  const double l = lum(c);
  const double n = *std::ranges::min_element(c);
  const double x = *std::ranges::max_element(c);
  for (double& v : c) {
    if (n < 0) {
      v = l + (v - l) * l / (l - n);
    }
    if (x > 1) {
      v = l + (v - l) * (1 - l) / (x - l);
    }
  }
  return c;
}

Colour set_lum(Colour c, double l) {
  const double d = l - lum(c);
  for (double& v : c) {
    v += d;
  }
  return clip_color(c);
}

// The specification's procedure on the sorted components.
Colour set_sat(Colour c, double s) {
  std::array<std::size_t, 3> order{0, 1, 2};
  std::ranges::sort(order, {}, [&c](std::size_t i) { return c[i]; });
  double& low = c[order[0]];
  double& mid = c[order[1]];
  double& high = c[order[2]];
  if (high > low) {
    mid = (mid - low) * s / (high - low);
    high = s;
  } else {
    mid = high = 0;
  }
  low = 0;
  return c;
}

}  // namespace

Colour blend_colours(BlendMode mode, const Colour& cb, const Colour& cs) {
  switch (mode) {
    case BlendMode::kHue:
      return set_lum(set_sat(cs, sat(cb)), lum(cb));
    case BlendMode::kSaturation:
      return set_lum(set_sat(cb, sat(cs)), lum(cb));
    case BlendMode::kColor:
      return set_lum(cs, lum(cb));
    case BlendMode::kLuminosity:
      return set_lum(cb, lum(cs));
    default:
      return {blend_channel(mode, cb[0], cs[0]), blend_channel(mode, cb[1], cs[1]),
              blend_channel(mode, cb[2], cs[2])};
  }
}

Pixel composite(BlendMode mode, const Pixel& backdrop, const Pixel& source) {
  const double as = source.alpha;
  const double ab = backdrop.alpha;
  const bool plus = mode == BlendMode::kAdd;
  const Colour blended = blend_colours(mode, backdrop.colour, source.colour);
  Pixel out;
  out.alpha = plus ? std::min(1.0, as + ab) : as + ab * (1 - as);
  for (std::size_t i = 0; i < 3; ++i) {
    const double cs = source.colour[i];
    const double cb = backdrop.colour[i];
    const double mixed = (1 - ab) * cs + ab * blended[i];
    const double premultiplied =
        plus ? std::min(1.0, as * cs + ab * cb) : as * mixed + (1 - as) * ab * cb;
    out.colour[i] = out.alpha > 0 ? premultiplied / out.alpha : 0;
  }
  return out;
}

}  // namespace reprise::render
