#include "core/media/image_file.h"

#include <cstring>
#include <string>

#include "core/media/decode.h"
#include "core/media/pixels.h"

namespace reprise::media {
namespace {

constexpr int kMaxSide = 16384;
constexpr std::int64_t kMaxPixels = (256 << 20) / 4;

class SpanFile final : public RandomAccessFile {
 public:
  explicit SpanFile(ByteSpan bytes) : bytes_(bytes) {}
  [[nodiscard]] std::uint64_t size() const override { return bytes_.size(); }
  Status read_at(std::uint64_t offset, std::span<std::byte> out) const override {
    if (offset > bytes_.size() || out.size() > bytes_.size() - offset) {
      return fail(ErrorCode::kCorrupt, "the picture ends too early");
    }
    std::memcpy(out.data(), bytes_.data() + offset, out.size());
    return {};
  }

 private:
  ByteSpan bytes_;
};

// libav's demuxers of still pictures are called png_pipe, jpeg_pipe, …
bool is_picture_format(std::string_view name) {
  return name.ends_with("_pipe") || name == "gif" || name == "apng" || name == "ico";
}

Result<MediaInput> open_picture(ByteSpan file, std::string_view name) {
  auto stream = InputStream::create(std::make_unique<SpanFile>(file));
  TRY_ASSIGN(auto context, open_input(*stream, name, Probe::kHeader));
  if (!is_picture_format(context->iformat->name) || context->nb_streams == 0) {
    return fail(ErrorCode::kInvalid, "cannot read '" + std::string(name) + "': not a picture");
  }
  return MediaInput{std::string(name), std::move(stream), std::move(context)};
}

Status check_size(const MediaInput& input, const AVFrame& frame) {
  if (frame.width > kMaxSide || frame.height > kMaxSide) {
    return fail(ErrorCode::kUnsupported, input.what() + ": " +
                                             to_string(ImageSize{frame.width, frame.height}) +
                                             " is over 16384 pixels a side");
  }
  return {};
}

Result<CodecContext> open_png_encoder(ImageSize size) {
  const AVCodec* encoder = avcodec_find_encoder(AV_CODEC_ID_PNG);
  if (encoder == nullptr) {
    return fail(ErrorCode::kUnsupported, "this build of libav has no PNG encoder");
  }
  CodecContext codec(avcodec_alloc_context3(encoder));
  if (codec == nullptr) {
    return fail(ErrorCode::kResource, "out of memory");
  }
  codec->width = size.width;
  codec->height = size.height;
  codec->pix_fmt = AV_PIX_FMT_RGBA;
  codec->time_base = AVRational{1, 25};
  codec->thread_count = 1;
  codec->flags |= AV_CODEC_FLAG_BITEXACT;
  Options options;
  options.set("pred", "mixed");
  TRY(open_codec(*codec, *encoder, options, CpuPaths::kAll));
  return codec;
}

Result<Frame> frame_of(const ImageView& image) {
  Frame frame = new_frame();
  frame->format = AV_PIX_FMT_RGBA;
  frame->width = image.size.width;
  frame->height = image.size.height;
  if (av_frame_get_buffer(frame.get(), 0) < 0) {
    return fail(ErrorCode::kResource, "out of memory");
  }
  for (std::int32_t y = 0; y < image.size.height; ++y) {
    const ByteSpan row = image.row(y);
    std::memcpy(frame->data[0] + static_cast<std::ptrdiff_t>(y) * frame->linesize[0], row.data(),
                row.size());
  }
  return frame;
}

}  // namespace

Result<ImageBuffer> decode_image(ByteSpan file, std::string_view name) {
  TRY_ASSIGN(auto input, open_picture(file, name));
  DecoderSettings settings;
  settings.paths = CpuPaths::kPortable;
  settings.max_pixels = kMaxPixels;
  TRY_ASSIGN(auto decoder, StreamDecoder::open(input, 0, settings));
  TRY_ASSIGN(const AVFrame* frame, decoder->next());
  if (frame == nullptr) {
    const std::string why = decoder->damage().reason;
    return fail(ErrorCode::kInvalid,
                input.what() + (why.empty() ? ": it holds no whole picture" : ": " + why));
  }
  TRY(check_size(input, *frame));
  ImageBuffer image;
  RgbaConverter converter(CpuPaths::kPortable);
  if (Status status = converter.convert(*frame, image); !status) {
    return fail(std::move(status).error().with_context(input.what()));
  }
  return image;
}

Result<Bytes> encode_png(const ImageView& image) {
  if (image.format != PixelFormat::kRgba8 || image.size.width < 1 || image.size.height < 1) {
    return fail(ErrorCode::kUnsupported, "only RGBA pictures of 8 bits are written as PNG");
  }
  TRY_ASSIGN(const CodecContext codec, open_png_encoder(image.size));
  TRY_ASSIGN(const Frame frame, frame_of(image));
  const Packet packet = new_packet();
  int code = avcodec_send_frame(codec.get(), frame.get());
  if (code >= 0) {
    code = avcodec_receive_packet(codec.get(), packet.get());
  }
  if (code < 0) {
    return fail(av_error(code, "cannot encode PNG", ErrorCode::kInternal));
  }
  const auto* data = reinterpret_cast<const std::byte*>(packet->data);
  return Bytes(data, data + packet->size);
}

}  // namespace reprise::media
