// What every file of core/media shares of libav: owners for its objects, its I/O over our files,
// its return codes in words, its log kept off stderr, and the guard for its CPU flags.
// Internal: included by .cc files of this folder only. Free functions: any thread. Objects: one
// thread at a time.
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/cpu.h>
#include <libavutil/dict.h>
#include <libavutil/frame.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>
}

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/base/file.h"

namespace reprise::media {

// ---- owners -------------------------------------------------------------------------------------

template <typename T, void (*kFree)(T**)>
struct AvFree {
  void operator()(T* object) const { kFree(&object); }
};
struct ScaleFree {
  void operator()(SwsContext* context) const { sws_freeContext(context); }
};
struct OutputFree {
  void operator()(AVFormatContext* context) const { avformat_free_context(context); }
};

using CodecContext = std::unique_ptr<AVCodecContext, AvFree<AVCodecContext, avcodec_free_context>>;
using Packet = std::unique_ptr<AVPacket, AvFree<AVPacket, av_packet_free>>;
using Frame = std::unique_ptr<AVFrame, AvFree<AVFrame, av_frame_free>>;
using ResampleContext = std::unique_ptr<SwrContext, AvFree<SwrContext, swr_free>>;
using ScaleContext = std::unique_ptr<SwsContext, ScaleFree>;
using InputContext =
    std::unique_ptr<AVFormatContext, AvFree<AVFormatContext, avformat_close_input>>;
using OutputContext = std::unique_ptr<AVFormatContext, OutputFree>;

Packet new_packet();
Frame new_frame();

// Options for avcodec_open2 and friends: `open(…, options.address())` removes those it knows.
class Options {
 public:
  Options() = default;
  ~Options() { av_dict_free(&dictionary_); }
  Options(const Options&) = delete;
  Options& operator=(const Options&) = delete;

  void set(const std::string& key, const std::string& value) {
    av_dict_set(&dictionary_, key.c_str(), value.c_str(), 0);
  }
  AVDictionary** address() { return &dictionary_; }
  // The first option that nobody took; empty when all were.
  [[nodiscard]] std::string unused() const;

 private:
  AVDictionary* dictionary_ = nullptr;
};

// ---- errors and log -----------------------------------------------------------------------------

// Silences libav's stderr for the whole process; what is logged stays per thread for av_error().
// Everything in this folder that calls libav for the first time calls this before.
void quiet_libav();

// The error of a libav return code: "WHAT: the data is damaged (LAST LOG LINE)". Codes of the
// system (disk full, …) map as error_from_errno does; damaged data becomes `damaged`.
Error av_error(int code, std::string_view what, ErrorCode damaged = ErrorCode::kInvalid);

// What libav last logged on this thread at error level, without line end; forgotten by the call.
std::string take_last_log();

// Counts what a codec context logs at error level, from whatever thread: let its `opaque` point to
// one. No other use of `opaque` is allowed in this folder.
struct CodecComplaints {
  std::atomic<std::int64_t> errors = 0;
};

// ---- codecs -------------------------------------------------------------------------------------

enum class CpuPaths {
  kAll,       // whatever the CPU has
  kPortable,  // plain C only: the same bits on every CPU
};

// libav picks its SIMD routines from one process-wide setting, some of them when the first packet
// comes. While this object lives the setting is what `paths` says, and no other holder exists.
class CpuPathsGuard {
 public:
  explicit CpuPathsGuard(CpuPaths paths);
  ~CpuPathsGuard();
  CpuPathsGuard(const CpuPathsGuard&) = delete;
  CpuPathsGuard& operator=(const CpuPathsGuard&) = delete;

 private:
  std::unique_lock<std::mutex> lock_;
  int before_ = 0;
};

// avcodec_open2 under the guard: every codec of this folder is opened through here, or a reader in
// another thread could leave an encoder without its SIMD. Options that the codec does not know
// are kInternal. Calls with kPortable must hold their own guard around decoding too.
Status open_codec(AVCodecContext& context, const AVCodec& codec, Options& options, CpuPaths paths);

// ---- files --------------------------------------------------------------------------------------

// An AVIOContext that reads from a RandomAccessFile. Outlives the AVFormatContext that uses it.
class InputStream {
 public:
  static std::unique_ptr<InputStream> create(std::unique_ptr<RandomAccessFile> file);
  ~InputStream();
  InputStream(const InputStream&) = delete;
  InputStream& operator=(const InputStream&) = delete;

  [[nodiscard]] AVIOContext* io() { return io_; }
  [[nodiscard]] std::uint64_t size() const { return file_->size(); }
  // The first failed read; what libav said afterwards is a consequence.
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

 private:
  explicit InputStream(std::unique_ptr<RandomAccessFile> file) : file_(std::move(file)) {}
  static int read(void* self, std::uint8_t* out, int size);
  static std::int64_t seek(void* self, std::int64_t offset, int whence);

  std::unique_ptr<RandomAccessFile> file_;
  std::uint64_t position_ = 0;
  std::optional<Error> failure_;
  AVIOContext* io_ = nullptr;
};

// An AVIOContext that writes to a WritableFile from its present end on: appends, and patches what
// it wrote before when the muxer seeks back. Outlives the AVFormatContext that uses it.
class OutputStream {
 public:
  static std::unique_ptr<OutputStream> create(WritableFile& file);
  ~OutputStream();
  OutputStream(const OutputStream&) = delete;
  OutputStream& operator=(const OutputStream&) = delete;

  [[nodiscard]] AVIOContext* io() { return io_; }
  // Writes out what libav still buffers, and reports the first failed write so far.
  Status flush();
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

 private:
  explicit OutputStream(WritableFile& file) : file_(file), start_(file.size()) {}
  static int write(void* self, std::uint8_t* bytes, int size);
  static std::int64_t seek(void* self, std::int64_t offset, int whence);
  Status write_bytes(ByteSpan bytes);
  [[nodiscard]] std::uint64_t end() const { return file_.size() - start_; }

  WritableFile& file_;
  std::uint64_t start_;
  std::uint64_t position_ = 0;  // counted from start_
  std::optional<Error> failure_;
  AVIOContext* io_ = nullptr;
};

enum class Probe {
  kHeader,   // only what the demuxer says on opening
  kStreams,  // also read some packets to learn the streams' parameters
};

// A demuxer over `stream`; its content alone decides the format. It opens nothing else: playlists
// that point to other files fail. `name` is for messages.
Result<InputContext> open_input(InputStream& stream, std::string_view name, Probe probe);

// An open media file. Moves by construction only: the demuxer must go before its stream.
struct MediaInput {
  std::string name;
  std::unique_ptr<InputStream> stream;
  InputContext context;

  static Result<MediaInput> open(FileSystem& fs, const std::filesystem::path& path);
  [[nodiscard]] std::string what() const { return "cannot read '" + name + "'"; }
};

// The failure of `stream` if it has one, else av_error(code, what).
Error input_error(const InputStream& stream, int code, std::string_view what,
                  ErrorCode damaged = ErrorCode::kInvalid);

}  // namespace reprise::media
