#include "core/session/export/sound_lane.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "core/media/sound_file.h"
#include "core/session/export/export_sound.h"
#include "core/session/export/parts_folder.h"

namespace reprise::session {

TakeStamp take_stamp(const timeline::TakeSummary& take) {
  TakeStamp stamp{take.header.audio, {}};
  if (take.seal) {
    stamp.digest = take.seal->take_digest;
  }
  return stamp;
}

struct SoundLane::Impl {
  FileSystem& fs;
  SoundLaneOptions options;
  std::filesystem::path path;
  std::atomic<bool> stop = false;
  std::mutex mutex;
  std::condition_variable ended;
  std::optional<Status> outcome;  // under `mutex`
  std::thread thread;

  Impl(FileSystem& file_system, const SoundLaneOptions& o)
      : fs(file_system), options(o), path(sound_path(o.parts)) {
    thread = std::thread([this] { run(); });
  }

  void run() {
    Status done = is_stored() ? Status() : encode();
    const std::lock_guard lock(mutex);
    outcome = std::move(done);
    ended.notify_all();
  }

  // Reads all of it: the checksum comes last.
  bool is_stored() {
    auto stored = media::SoundFileReader::open(fs, path);
    if (!stored || stored->key() != options.key ||
        stored->parameters().format != options.stamp.audio) {
      return false;
    }
    auto packet = stored->next();
    while (packet && *packet && !stop) {
      packet = stored->next();
    }
    return packet && !*packet;
  }

  [[nodiscard]] Status go_on() const {
    return stop ? fail(ErrorCode::kCancelled, "the sound was stopped") : Status();
  }

  // The pictures come from a reader that was opened before; the name may be another take's by now.
  Result<timeline::TakeReader> open_take() {
    TRY_ASSIGN(timeline::TakeReader take, timeline::TakeReader::open(fs, options.take));
    if (take_stamp(take.summary()) != options.stamp) {
      return fail(ErrorCode::kCorrupt,
                  "'" + options.take.string() + "' was replaced during the export",
                  "run the export again");
    }
    return take;
  }

  Status encode() {
    TRY(go_on());
    TRY_ASSIGN(timeline::TakeReader take, open_take());
    TRY(go_on());
    TRY_ASSIGN(ExportSound sound, ExportSound::create(take, options.settings));
    TRY_ASSIGN(media::SoundFileWriter file,
               media::SoundFileWriter::create(fs, path, options.key, sound.parameters()));
    bool more = true;
    while (more) {
      TRY(go_on());
      // A packet may wait in the film until the block that gave it out is due.
      const std::int64_t due = sound.encoded();
      TRY_ASSIGN(more, sound.step([&](media::AudioOutPacket packet) {
        return file.append({due, std::move(packet)});
      }));
    }
    return file.commit();
  }
};

SoundLane::SoundLane(FileSystem& fs, const SoundLaneOptions& options)
    : impl_(std::make_unique<Impl>(fs, options)) {}

SoundLane::~SoundLane() {
  impl_->stop = true;
  impl_->thread.join();
}

Result<bool> SoundLane::finish(std::chrono::milliseconds patience) {
  std::unique_lock lock(impl_->mutex);
  if (!impl_->ended.wait_for(lock, patience, [this] { return impl_->outcome.has_value(); })) {
    return false;
  }
  TRY(*impl_->outcome);
  return true;
}

}  // namespace reprise::session
