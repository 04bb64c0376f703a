// Reads a take: sealed, `.partial` or damaged, as MCAP or as text (take_opening.h). Every CRC is
// checked, memory is bounded by what the file justifies, FlatBuffers are verified before use. What
// is missing or damaged is said in damage(), and reading goes on behind it. One thread per reader.
#pragma once

#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/mcap/damage_log.h"
#include "core/mcap/format.h"
#include "core/timeline/records.h"

namespace reprise::timeline {

using mcap::Damage;

struct TopicCount {
  std::string topic;
  std::uint64_t records = 0;
};

// What `info` prints, known from the summary alone (or, without one, from a scan).
struct TakeSummary {
  TakeHeader header;
  std::optional<Seal> seal;  // none: the recording was not finished
  SampleIndex end;           // one past the last sample that is known
  std::vector<TopicCount> topics;
  std::vector<std::string> attachments;
  std::uint64_t file_bytes = 0;
  std::uint64_t chunks = 0;
};

enum class Topics : std::uint32_t {  // a bit set
  kTake = 1,
  kAudio = 2,
  kFrame = 4,
  kCue = 8,
  kHash = 16,
  kHealth = 32,
  kAll = 63,
};
constexpr Topics operator|(Topics a, Topics b) {
  return static_cast<Topics>(static_cast<std::uint32_t>(a) | static_cast<std::uint32_t>(b));
}

struct ReadRange {
  Topics topics = Topics::kAll;
  SampleIndex from;                                          // records with sample ≥ from …
  SampleIndex to{std::numeric_limits<std::int64_t>::max()};  // … and < to
};

class TakeReader {
 public:
  // kNotFound, kCorrupt (not a take at all: the message says what it is), kUnsupported (newer).
  static Result<TakeReader> open(FileSystem& fs, const std::filesystem::path& path);
  TakeReader(TakeReader&&) noexcept;
  TakeReader& operator=(TakeReader&&) noexcept;
  ~TakeReader();

  [[nodiscard]] const TakeSummary& summary() const;
  Result<std::vector<Attachment>> attachments();
  // All metadata records, the seal and the copy of the header among them.
  Result<std::vector<mcap::Metadata>> metadata();

  // A cursor over records in file order; independent cursors may be open at once. The reader must
  // outlive it.
  class Cursor {
   public:
    Cursor(Cursor&&) noexcept;
    Cursor& operator=(Cursor&&) noexcept;
    ~Cursor();
    // The next record, or nothing at the end. Fails only when the disk does.
    Result<std::optional<Record>> next();
    // publish_time of the record that next() returned last, ns since 1970.
    [[nodiscard]] std::int64_t publish_ns() const;

   private:
    friend class TakeReader;
    struct Impl;
    explicit Cursor(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
  };
  Cursor read(const ReadRange& range);

  // Reads the whole file and checks every CRC, record, count and digest; what does not hold is
  // added to damage(). Fails only when the disk does.
  Status check();

  // Grows while cursors read.
  [[nodiscard]] const std::vector<Damage>& damage() const;

 private:
  struct Impl;
  explicit TakeReader(std::shared_ptr<Impl> impl);
  std::shared_ptr<Impl> impl_;
};

}  // namespace reprise::timeline
