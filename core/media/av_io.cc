#include "core/media/av_io.h"

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>

#include "core/base/check.h"

namespace reprise::media {
namespace {

constexpr int kIoBufferBytes = 64 << 10;

thread_local std::string last_log;

void keep_log(void* object, int level, const char* format, va_list arguments) {
  if (level > AV_LOG_ERROR) {
    return;
  }
  std::array<char, 512> line{};
  int print_prefix = 1;
  av_log_format_line2(object, level, format, arguments, line.data(), static_cast<int>(line.size()),
                      &print_prefix);
  std::string_view text(line.data());
  if (text.starts_with('[')) {  // "[mp3 @ 0x5581…] ": an address would change from run to run
    const std::size_t end = text.find("] ");
    text.remove_prefix(end == std::string_view::npos ? 0 : end + 2);
  }
  while (!text.empty() && (text.back() == '\n' || text.back() == '.')) {
    text.remove_suffix(1);
  }
  if (!text.empty()) {
    last_log = text;
  }
}

ErrorCode classify(int code, ErrorCode damaged) {
  switch (code) {
    case AVERROR_EOF:
    case AVERROR_INVALIDDATA:
    case AVERROR(ERANGE):
    case AVERROR(EINVAL):
      return damaged;
    case AVERROR_BSF_NOT_FOUND:
    case AVERROR_DECODER_NOT_FOUND:
    case AVERROR_DEMUXER_NOT_FOUND:
    case AVERROR_ENCODER_NOT_FOUND:
    case AVERROR_MUXER_NOT_FOUND:
    case AVERROR_PATCHWELCOME:
    case AVERROR(ENOSYS):
      return ErrorCode::kUnsupported;
    case AVERROR(ENOMEM):
      return ErrorCode::kResource;
    case AVERROR_BUG:
    case AVERROR_BUG2:
    case AVERROR_EXTERNAL:
    case AVERROR_UNKNOWN:
    case AVERROR_OPTION_NOT_FOUND:
      return ErrorCode::kInternal;
    default:
      return ErrorCode::kIo;
  }
}

std::string words(int code) {
  switch (code) {
    case AVERROR_EOF:
      return "it ends too early";
    case AVERROR_INVALIDDATA:
      return "the data is damaged or of another format";
    case AVERROR_DECODER_NOT_FOUND:
      return "this build of libav has no decoder for it";
    case AVERROR_ENCODER_NOT_FOUND:
      return "this build of libav has no such encoder";
    case AVERROR_PATCHWELCOME:
      return "libav does not support this variant";
    case AVERROR_EXTERNAL:
      return "the codec's own library failed";
    default:
      break;
  }
  std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
  if (av_strerror(code, text.data(), text.size()) < 0) {
    return "libav gave no reason";
  }
  return text.data();
}

std::mutex& cpu_paths_mutex() {
  static std::mutex mutex;
  return mutex;
}

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

std::string Options::unused() const {
  const AVDictionaryEntry* entry = av_dict_get(dictionary_, "", nullptr, AV_DICT_IGNORE_SUFFIX);
  return entry == nullptr ? std::string() : std::string(entry->key);
}

void quiet_libav() {
  static std::once_flag once;
  std::call_once(once, [] { av_log_set_callback(keep_log); });
}

std::string take_last_log() {
  return std::exchange(last_log, {});
}

Error av_error(int code, std::string_view what, ErrorCode damaged) {
  std::string message(what);
  message.append(": ").append(words(code));
  if (const std::string log = take_last_log(); !log.empty()) {
    message.append(" (").append(log).append(")");
  }
  const ErrorCode kind = classify(code, damaged);
  if (kind == ErrorCode::kIo) {
    return Error{error_from_errno(AVUNERROR(code), what).code, std::move(message)};
  }
  return Error{kind, std::move(message)};
}

CpuPathsGuard::CpuPathsGuard(CpuPaths paths)
    : lock_(cpu_paths_mutex()), before_(av_get_cpu_flags()) {
  if (paths == CpuPaths::kPortable) {
    av_force_cpu_flags(0);
  }
}

CpuPathsGuard::~CpuPathsGuard() {
  av_force_cpu_flags(before_);
}

Status open_codec(AVCodecContext& context, const AVCodec& codec, Options& options, CpuPaths paths) {
  quiet_libav();
  take_last_log();
  const CpuPathsGuard guard(paths);
  const int code = avcodec_open2(&context, &codec, options.address());
  if (code < 0) {
    return fail(av_error(code, std::string("cannot open the codec '") + codec.name + "'"));
  }
  if (const std::string unused = options.unused(); !unused.empty()) {
    return fail(ErrorCode::kInternal, std::string("the codec '") + codec.name +
                                          "' does not know the option '" + unused + "'");
  }
  return {};
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

Result<InputContext> open_input(InputStream& stream, std::string_view name) {
  quiet_libav();
  take_last_log();
  const std::string what = "cannot read '" + std::string(name) + "'";
  AVFormatContext* raw = avformat_alloc_context();
  CHECK(raw != nullptr);
  raw->pb = stream.io();
  raw->io_open = refuse_to_open;
  Options options;
  options.set("protocol_whitelist", "none");
  // On failure avformat_open_input frees the context. No file name: content alone decides.
  if (const int code = avformat_open_input(&raw, nullptr, nullptr, options.address()); code < 0) {
    return fail(input_error(stream, code, what));
  }
  InputContext context(raw);
  if (const int code = avformat_find_stream_info(raw, nullptr); code < 0) {
    return fail(input_error(stream, code, what));
  }
  return context;
}

}  // namespace reprise::media
