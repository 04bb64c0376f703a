#include <array>
#include <cstdarg>
#include <utility>

#include "core/media/av_io.h"

namespace reprise::media {
namespace {

thread_local std::string last_log;

// `object` is anything of libav's whose first member is its AVClass.
void count_complaint(void* object) {
  if (object == nullptr || *static_cast<const AVClass**>(object) != avcodec_get_class()) {
    return;
  }
  if (auto* complaints =
          static_cast<CodecComplaints*>(static_cast<AVCodecContext*>(object)->opaque)) {
    complaints->errors.fetch_add(1);
  }
}

void keep_log(void* object, int level, const char* format, va_list arguments) {
  if (level > AV_LOG_ERROR) {
    return;
  }
  count_complaint(object);
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
    case AVERROR(EIO):  // our files' own failures are reported before; what is left is the content
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
    case AVERROR(EIO):
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

}  // namespace

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

}  // namespace reprise::media
