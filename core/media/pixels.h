// libav's decoded pictures to RGBA8. Internal to core/media. One thread per object.
#pragma once

#include <cstdint>

#include "core/media/av_io.h"
#include "core/model/image.h"

namespace reprise::media {

// Whether every picture of this format becomes RGBA8 without loss: 8-bit RGB, grey or palette.
bool is_exact_rgba(AVPixelFormat format);

class RgbaConverter {
 public:
  explicit RgbaConverter(CpuPaths paths) : paths_(paths) {}

  // Straight alpha, 255 where the source has none. Exact formats exactly; the rest through
  // swscale with accurate rounding and full chroma, by the frame's matrix and range tags (BT.601
  // limited where it has none). kUnsupported for formats that swscale does not read.
  Status convert(const AVFrame& frame, ImageBuffer& out);

 private:
  struct Source {
    int width = 0;
    int height = 0;
    int format = AV_PIX_FMT_NONE;
    int color_space = AVCOL_SPC_UNSPECIFIED;
    int color_range = AVCOL_RANGE_UNSPECIFIED;
    friend bool operator==(const Source&, const Source&) = default;
  };
  Status scale(const AVFrame& frame, ImageBuffer& out);
  Status prepare(const Source& source);

  CpuPaths paths_;
  Source source_;
  ScaleContext scale_;
};

}  // namespace reprise::media
