#include "core/session/export/encode_lane.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <thread>

#include "core/base/queue.h"
#include "core/media/segment_file.h"
#include "core/session/export/parts_folder.h"

namespace reprise::session {
namespace {

struct Job {
  std::int64_t index = 0;
  ImageBuffer frame;
};

}  // namespace

struct EncodeLane::Impl {
  FileSystem& fs;
  EncodeLaneOptions options;
  BoundedQueue<Job> jobs;
  BoundedQueue<ImageBuffer> free;
  std::optional<media::SegmentEncoder> encoder;  // of the open segment; the thread's own
  media::Segment segment;
  std::int64_t stored = 0;  // frames in finished segments; the thread's own
  std::mutex mutex;
  Status status;  // under `mutex`
  std::thread thread;

  Impl(FileSystem& file_system, const EncodeLaneOptions& o)
      : fs(file_system), options(o), jobs(o.queue), free(o.queue + 2) {
    for (std::size_t i = 0; i < o.queue + 2; ++i) {
      CHECK(free.push(ImageBuffer()));
    }
    thread = std::thread([this] { run(); });
  }

  void run() {
    while (std::optional<Job> job = jobs.pop()) {
      Status encoded = encode(*job);
      if (!encoded) {
        {
          std::lock_guard lock(mutex);
          status = std::move(encoded);
        }
        jobs.abort();
        free.abort();
        return;
      }
      static_cast<void>(free.push(std::move(job->frame)));
    }
  }

  Status encode(const Job& job) {
    const std::int64_t index = job.index / options.segment_frames;
    const std::int64_t first = index * options.segment_frames;
    const std::int64_t end = std::min(first + options.segment_frames, options.total_frames);
    if (job.index == first) {
      TRY_ASSIGN(encoder, media::SegmentEncoder::create(options.video));
      segment = {};
      segment.header = {options.render_key, index, first};
    }
    CHECK(encoder.has_value());
    const auto keep = [this](media::SegmentPacket packet) -> Status {
      segment.packets.push_back(std::move(packet));
      return {};
    };
    segment.frame_hashes.push_back(frame_hash(job.frame.view()));
    TRY(encoder->push(job.frame.view(), keep));
    if (job.index + 1 < end) {
      return {};
    }
    TRY(encoder->finish(keep));
    segment.parameters = encoder->parameters();
    encoder.reset();
    TRY(media::write_segment(fs, segment_path(options.parts, index), segment));
    stored += end - first;
    return {};
  }

  Status current_status() {
    std::lock_guard lock(mutex);
    return status;
  }
};

EncodeLane::EncodeLane(FileSystem& fs, const EncodeLaneOptions& options)
    : impl_(std::make_unique<Impl>(fs, options)) {}

EncodeLane::~EncodeLane() {
  static_cast<void>(stop());
}

ImageBuffer EncodeLane::acquire() {
  return impl_->free.pop().value_or(ImageBuffer());
}

Status EncodeLane::submit(std::int64_t index, ImageBuffer frame) {
  if (!impl_->jobs.push({index, std::move(frame)})) {
    TRY(impl_->current_status());
    return fail(ErrorCode::kCancelled, "the encoder was stopped");
  }
  return {};
}

Status EncodeLane::finish() {
  impl_->jobs.close();
  impl_->thread.join();
  return impl_->current_status();
}

std::int64_t EncodeLane::stop() {
  impl_->jobs.abort();
  impl_->free.abort();
  if (impl_->thread.joinable()) {
    impl_->thread.join();
  }
  return impl_->stored;
}

}  // namespace reprise::session
