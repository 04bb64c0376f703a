// Still pictures (PNG, JPEG, WebP, BMP, TIFF …) to and from RGBA. Pure functions; any thread.
#pragma once

#include <string_view>

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/model/image.h"

namespace reprise::media {

// Straight alpha RGBA8, top row first. `name` is for messages. kInvalid, kUnsupported; pictures
// over 16384 pixels a side or 256 MiB decoded are refused.
Result<ImageBuffer> decode_image(ByteSpan file, std::string_view name);

// A PNG file of an RGBA8 picture.
Result<Bytes> encode_png(const ImageView& image);

}  // namespace reprise::media
