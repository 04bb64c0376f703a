#include "core/session/export/sound_lane.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "core/media/sound_file.h"
#include "core/session/export/export_sound.h"
#include "core/session/export/parts_folder.h"
#include "core/timeline/take_reader.h"

namespace reprise::session {

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
    if (!stored || stored->key() != options.key) {
      return false;
    }
    auto packet = stored->next();
    while (packet && *packet && !stop) {
      packet = stored->next();
    }
    return packet && !*packet;
  }

  Status encode() {
    TRY_ASSIGN(timeline::TakeReader take, timeline::TakeReader::open(fs, options.take));
    TRY_ASSIGN(ExportSound sound, ExportSound::create(take, options.settings));
    TRY_ASSIGN(media::SoundFileWriter file,
               media::SoundFileWriter::create(fs, path, options.key, sound.parameters()));
    bool more = true;
    while (more) {
      if (stop) {
        return fail(ErrorCode::kCancelled, "the sound was stopped");
      }
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
