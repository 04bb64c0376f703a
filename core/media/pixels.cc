#include "core/media/pixels.h"

#include <cstring>
#include <string>

extern "C" {
#include <libavutil/pixdesc.h>
}

namespace reprise::media {
namespace {

std::string format_name(int format) {
  const char* name = av_get_pix_fmt_name(static_cast<AVPixelFormat>(format));
  return name == nullptr ? "unknown" : name;
}

bool is_full_range(int format, int range) {
  switch (format) {
    case AV_PIX_FMT_YUVJ420P:
    case AV_PIX_FMT_YUVJ422P:
    case AV_PIX_FMT_YUVJ444P:
    case AV_PIX_FMT_YUVJ440P:
    case AV_PIX_FMT_YUVJ411P:
      return true;
    default:
      return range == AVCOL_RANGE_JPEG;
  }
}

// Where one component of a picture lies: `in[x · step]` in every row of a plane.
struct Component {
  int plane = 0;
  int offset = 0;
  int step = 0;
};

// R, G, B and A of a format; step 0 where there is no A.
struct Components {
  Component rgba[4];
};

Components components_of(const AVPixFmtDescriptor& descriptor) {
  const bool grey = (descriptor.flags & AV_PIX_FMT_FLAG_RGB) == 0;
  const int alpha =
      (descriptor.flags & AV_PIX_FMT_FLAG_ALPHA) != 0 ? descriptor.nb_components - 1 : -1;
  Components found;
  for (int c = 0; c < 4; ++c) {
    const int index = c == 3 ? alpha : (grey ? 0 : c);
    if (index >= 0) {
      const AVComponentDescriptor& comp = descriptor.comp[index];
      found.rgba[c] = {comp.plane, comp.offset, comp.step};
    }
  }
  return found;
}

const std::uint8_t* row_of(const AVFrame& frame, int plane, int y) {
  return frame.data[plane] + static_cast<std::ptrdiff_t>(y) * frame.linesize[plane];
}

void copy_component(const std::uint8_t* in, std::ptrdiff_t step, std::ptrdiff_t width,
                    std::uint8_t* out) {
  for (std::ptrdiff_t x = 0; x < width; ++x) {
    out[4 * x] = in[x * step];
  }
}

void copy_components(const AVFrame& frame, std::uint8_t* out) {
  const auto& descriptor = *av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame.format));
  const Components components = components_of(descriptor);
  for (int y = 0; y < frame.height; ++y, out += 4 * static_cast<std::ptrdiff_t>(frame.width)) {
    for (int c = 0; c < 4; ++c) {
      const Component& from = components.rgba[c];
      if (from.step == 0) {
        const std::uint8_t opaque = 255;
        copy_component(&opaque, 0, frame.width, out + c);
      } else {
        copy_component(row_of(frame, from.plane, y) + from.offset, from.step, frame.width, out + c);
      }
    }
  }
}

// The palette holds native-endian 0xAARRGGBB.
void copy_palette(const AVFrame& frame, std::uint8_t* out) {
  for (int y = 0; y < frame.height; ++y) {
    const std::uint8_t* in = row_of(frame, 0, y);
    for (int x = 0; x < frame.width; ++x, out += 4) {
      std::uint32_t color = 0;
      std::memcpy(&color, frame.data[1] + 4 * std::size_t{in[x]}, sizeof color);
      out[0] = static_cast<std::uint8_t>(color >> 16);
      out[1] = static_cast<std::uint8_t>(color >> 8);
      out[2] = static_cast<std::uint8_t>(color);
      out[3] = static_cast<std::uint8_t>(color >> 24);
    }
  }
}

}  // namespace

bool is_exact_rgba(AVPixelFormat format) {
  if (format == AV_PIX_FMT_PAL8) {
    return true;
  }
  const AVPixFmtDescriptor* descriptor = av_pix_fmt_desc_get(format);
  constexpr std::uint64_t kOther = AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM |
                                   AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_BAYER |
                                   AV_PIX_FMT_FLAG_FLOAT;
  if (descriptor == nullptr || (descriptor->flags & kOther) != 0) {
    return false;
  }
  const bool rgb = (descriptor->flags & AV_PIX_FMT_FLAG_RGB) != 0 && descriptor->nb_components >= 3;
  const bool grey = format == AV_PIX_FMT_GRAY8 || format == AV_PIX_FMT_YA8;
  if (!rgb && !grey) {
    return false;
  }
  for (int c = 0; c < descriptor->nb_components; ++c) {
    if (descriptor->comp[c].depth != 8) {
      return false;
    }
  }
  return true;
}

Status RgbaConverter::convert(const AVFrame& frame, ImageBuffer& out) {
  out.reset({frame.width, frame.height}, PixelFormat::kRgba8);
  auto* pixels = reinterpret_cast<std::uint8_t*>(out.data());
  const auto format = static_cast<AVPixelFormat>(frame.format);
  if (!is_exact_rgba(format)) {
    return scale(frame, out);
  }
  if (format == AV_PIX_FMT_PAL8) {
    copy_palette(frame, pixels);
  } else {
    copy_components(frame, pixels);
  }
  return {};
}

Status RgbaConverter::prepare(const Source& source) {
  const auto format = static_cast<AVPixelFormat>(source.format);
  if (sws_isSupportedInput(format) == 0) {
    return fail(ErrorCode::kUnsupported,
                "pictures of the format '" + format_name(source.format) + "' cannot be converted");
  }
  constexpr int kFlags = SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_BITEXACT;
  const CpuPathsGuard guard(paths_);
  scale_.reset(sws_getContext(source.width, source.height, format, source.width, source.height,
                              AV_PIX_FMT_RGBA, kFlags, nullptr, nullptr, nullptr));
  if (scale_ == nullptr) {
    return fail(ErrorCode::kResource,
                "no converter for pictures of the format '" + format_name(source.format) + "'");
  }
  constexpr int kUnity = 1 << 16;
  sws_setColorspaceDetails(scale_.get(), sws_getCoefficients(source.color_space),
                           is_full_range(source.format, source.color_range) ? 1 : 0,
                           sws_getCoefficients(SWS_CS_DEFAULT), 1, 0, kUnity, kUnity);
  source_ = source;
  return {};
}

Status RgbaConverter::scale(const AVFrame& frame, ImageBuffer& out) {
  const Source source{frame.width, frame.height, frame.format, frame.colorspace, frame.color_range};
  if (scale_ == nullptr || source != source_) {
    TRY(prepare(source));
  }
  std::uint8_t* planes[4] = {reinterpret_cast<std::uint8_t*>(out.data()), nullptr, nullptr,
                             nullptr};
  const int strides[4] = {4 * frame.width, 0, 0, 0};
  const auto scale = [&] {
    return sws_scale(scale_.get(), frame.data, frame.linesize, 0, frame.height, planes, strides);
  };
  // The guard keeps others out: taken only where it matters.
  const auto scale_guarded = [&] {
    const CpuPathsGuard guard(paths_);
    return scale();
  };
  const int rows = paths_ == CpuPaths::kPortable ? scale_guarded() : scale();
  if (rows != frame.height) {
    return fail(ErrorCode::kInternal, "swscale did not convert the whole picture");
  }
  return {};
}

}  // namespace reprise::media
