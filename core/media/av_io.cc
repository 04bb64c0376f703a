#include "core/media/av_io.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "core/base/check.h"

namespace reprise::media {
namespace {

constexpr int kIoBufferBytes = 64 << 10;

int refuse_to_open(AVFormatContext* /*context*/, AVIOContext** /*io*/, const char* /*url*/,
                   int /*flags*/, AVDictionary** /*options*/) {
  return AVERROR(EPERM);
}

// The position that (offset, whence) means, or nothing.
std::optional<std::uint64_t> seek_target(std::int64_t offset, int whence, std::uint64_t position,
                                         std::uint64_t size) {
  std::int64_t base = 0;
  if (whence == SEEK_CUR) {
    base = static_cast<std::int64_t>(position);
  } else if (whence == SEEK_END) {
    base = static_cast<std::int64_t>(size);
  } else if (whence != SEEK_SET) {
    return std::nullopt;
  }
  std::int64_t target = 0;
  if (__builtin_add_overflow(base, offset, &target) || target < 0) {
    return std::nullopt;
  }
  return static_cast<std::uint64_t>(target);
}

std::uint8_t* new_io_buffer() {
  auto* buffer = static_cast<std::uint8_t*>(av_malloc(kIoBufferBytes));
  CHECK(buffer != nullptr);
  return buffer;
}

void free_io(AVIOContext* io) {
  if (io != nullptr) {
    av_freep(&io->buffer);
    avio_context_free(&io);
  }
}

}  // namespace

Packet new_packet() {
  Packet packet(av_packet_alloc());
  CHECK(packet != nullptr);
  return packet;
}

Frame new_frame() {
  Frame frame(av_frame_alloc());
  CHECK(frame != nullptr);
  return frame;
}

std::unique_ptr<InputStream> InputStream::create(std::unique_ptr<RandomAccessFile> file) {
  std::unique_ptr<InputStream> stream(new InputStream(std::move(file)));
  stream->io_ =
      avio_alloc_context(new_io_buffer(), kIoBufferBytes, 0, stream.get(), read, nullptr, seek);
  CHECK(stream->io_ != nullptr);
  return stream;
}

InputStream::~InputStream() {
  free_io(io_);
}

int InputStream::read(void* self, std::uint8_t* out, int size) {
  auto& stream = *static_cast<InputStream*>(self);
  const std::uint64_t total = stream.file_->size();
  if (stream.position_ >= total || size <= 0) {
    return AVERROR_EOF;
  }
  const std::uint64_t count = std::min(static_cast<std::uint64_t>(size), total - stream.position_);
  const std::span<std::byte> target(reinterpret_cast<std::byte*>(out),
                                    static_cast<std::size_t>(count));
  if (Status status = stream.file_->read_at(stream.position_, target); !status) {
    if (!stream.failure_) {
      stream.failure_ = std::move(status).error();
    }
    return AVERROR(EIO);
  }
  stream.position_ += count;
  return static_cast<int>(count);
}

std::int64_t InputStream::seek(void* self, std::int64_t offset, int whence) {
  auto& stream = *static_cast<InputStream*>(self);
  if ((whence & AVSEEK_SIZE) != 0) {
    return static_cast<std::int64_t>(stream.file_->size());
  }
  const auto target =
      seek_target(offset, whence & ~AVSEEK_FORCE, stream.position_, stream.file_->size());
  if (!target) {
    return AVERROR(EINVAL);
  }
  stream.position_ = *target;
  return static_cast<std::int64_t>(*target);
}

std::unique_ptr<OutputStream> OutputStream::create(WritableFile& file) {
  std::unique_ptr<OutputStream> stream(new OutputStream(file));
  stream->io_ =
      avio_alloc_context(new_io_buffer(), kIoBufferBytes, 1, stream.get(), nullptr, write, seek);
  CHECK(stream->io_ != nullptr);
  return stream;
}

OutputStream::~OutputStream() {
  free_io(io_);
}

Status OutputStream::write_bytes(ByteSpan bytes) {
  while (position_ > end()) {  // a muxer left a hole: zeros, as in a sparse file
    const std::array<std::byte, 4096> zeros{};
    const auto count = std::min<std::uint64_t>(zeros.size(), position_ - end());
    TRY(file_.append(ByteSpan(zeros).first(static_cast<std::size_t>(count))));
  }
  const auto patched =
      static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), end() - position_));
  if (patched > 0) {
    TRY(file_.write_at(start_ + position_, bytes.first(patched)));
  }
  if (patched < bytes.size()) {
    TRY(file_.append(bytes.subspan(patched)));
  }
  position_ += bytes.size();
  return {};
}

int OutputStream::write(void* self, std::uint8_t* bytes, int size) {
  auto& stream = *static_cast<OutputStream*>(self);
  if (stream.failure_) {
    return AVERROR(EIO);
  }
  const ByteSpan span(reinterpret_cast<const std::byte*>(bytes), static_cast<std::size_t>(size));
  if (Status status = stream.write_bytes(span); !status) {
    stream.failure_ = std::move(status).error();
    return AVERROR(EIO);
  }
  return size;
}

std::int64_t OutputStream::seek(void* self, std::int64_t offset, int whence) {
  auto& stream = *static_cast<OutputStream*>(self);
  if ((whence & AVSEEK_SIZE) != 0) {
    return static_cast<std::int64_t>(stream.end());
  }
  const auto target = seek_target(offset, whence & ~AVSEEK_FORCE, stream.position_, stream.end());
  if (!target) {
    return AVERROR(EINVAL);
  }
  stream.position_ = *target;
  return static_cast<std::int64_t>(*target);
}

Status OutputStream::flush() {
  avio_flush(io_);
  if (failure_) {
    return fail(*failure_);
  }
  return {};
}

Error input_error(const InputStream& stream, int code, std::string_view what, ErrorCode damaged) {
  if (stream.failure()) {
    return Error(*stream.failure()).with_context(what);
  }
  return av_error(code, what, damaged);
}

namespace {

// Text that names other files is no media file here, whatever they hold.
bool is_playlist(const AVInputFormat& format) {
  constexpr std::array<std::string_view, 5> kPlaylists = {"concat", "dash", "hls", "imf", "sdp"};
  return std::find(kPlaylists.begin(), kPlaylists.end(), format.name) != kPlaylists.end();
}

// The format that the content is in.
Result<const AVInputFormat*> probe_format(InputStream& stream, const std::string& what) {
  const AVInputFormat* format = nullptr;
  const int code = av_probe_input_buffer2(stream.io(), &format, nullptr, nullptr, 0, 0);
  if (stream.failure()) {
    return fail(input_error(stream, code, what));
  }
  if (code < 0 || format == nullptr) {
    return fail(ErrorCode::kInvalid, what + ": not a media file");
  }
  if (is_playlist(*format)) {
    return fail(ErrorCode::kInvalid, what + ": a playlist, not a media file");
  }
  return format;
}

}  // namespace

Result<InputContext> open_input(InputStream& stream, std::string_view name, Probe probe) {
  quiet_libav();
  take_last_log();
  const std::string what = "cannot read '" + std::string(name) + "'";
  if (stream.size() == 0) {
    return fail(ErrorCode::kInvalid, what + ": the file is empty");
  }
  TRY_ASSIGN(const AVInputFormat* format, probe_format(stream, what));
  AVFormatContext* raw = avformat_alloc_context();
  CHECK(raw != nullptr);
  raw->pb = stream.io();
  raw->io_open = refuse_to_open;
  Options options;
  options.set("protocol_whitelist", "none");
  // On failure avformat_open_input frees the context.
  int code = avformat_open_input(&raw, nullptr, format, options.address());
  InputContext context(raw);
  if (code >= 0 && probe == Probe::kStreams) {
    code = avformat_find_stream_info(raw, nullptr);
  }
  if (code < 0) {
    return fail(input_error(stream, code, what));
  }
  return context;
}

Result<MediaInput> MediaInput::open(FileSystem& fs, const std::filesystem::path& path) {
  const std::string name = path.string();
  TRY_ASSIGN(auto file, fs.open(path));
  auto stream = InputStream::create(std::move(file));
  TRY_ASSIGN(auto context, open_input(*stream, name, Probe::kStreams));
  return MediaInput{name, std::move(stream), std::move(context)};
}

}  // namespace reprise::media
