#include "tests/session/live_stage.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "core/base/check.h"
#include "core/base/rng.h"

namespace reprise::session {

const std::string_view kLiveShow = R"({
  "policy": {"mode": "time", "interval": 1.1, "jitter": 0.3, "shuffle": true, "transition": 0.25},
  "scenes": [
    {"name": "a", "layers": [{"preset": "sweep", "mappings": [{"feature": "bass", "role": "bass"}]}]},
    {"name": "b", "layers": [{"preset": "flash", "mappings": [{"feature": "peak", "role": "peak"}]},
                             {"preset": "tinted", "blend": "add", "opacity": 0.5}]},
    {"name": "c", "layers": [{"preset": "listener"}, {"preset": "trail", "blend": "add"}]}]})";

namespace {

constexpr double kSongSeconds = 4;

LiveOptions options_of(const LivePlan& plan) {
  LiveOptions options;
  options.audio = plan.audio;
  options.size = {64, 36};
  options.fps = plan.fps;
  options.seed = 7;
  options.epoch_ns = 1'790'000'000'000'000'000;
  options.preroll_samples = plan.preroll_samples;
  options.draws = plan.draws;
  if (plan.draws) {
    options.gl = timeline::GlFingerprint{"portable", "maker", "renderer", "version"};
  }
  return options;
}

LiveSession open_session(const LivePlan& plan, const ShowFiles& show) {
  auto session = LiveSession::create(*plan.files, options_of(plan), show);
  CHECK(session.has_value());
  return std::move(*session);
}

}  // namespace

LiveStage::LiveStage(Studio& studio, const ShowFiles& show, const LivePlan& plan)
    : heard{plan.audio, {}},
      studio_(studio),
      plan_(plan),
      grid_{plan.fps, plan.audio.sample_rate},
      session_(open_session(plan, show)),
      song_(music(kSongSeconds, plan.audio)),
      latency_(plan.audio.sample_rate / 30) {}

std::uint32_t LiveStage::dice(std::uint32_t bound) {
  return random_below(plan_.seed, 3, HopIndex{throws_++}, bound);
}

void LiveStage::start(std::string_view name, TakeBegin from) {
  timeline::TakeWriterOptions writer;
  writer.overflow = timeline::Overflow::kDrop;
  writer.durability = timeline::Durability::kChunk;
  const Status status = from == TakeBegin::kNow
                            ? session_.start_take(studio_.path(name), writer)
                            : session_.begin_take(studio_.path(name), writer, from);
  ASSERT_TRUE(status.has_value()) << status.error().message;
}

TakeEnd LiveStage::stop(TakeStop stop) {
  Result<TakeEnd> end = session_.stop_take(stop);
  if (!end) {
    ADD_FAILURE() << end.error().message;
    return {};
  }
  return *end;
}

void LiveStage::push_block() {
  const std::int64_t at = session_.position().value;
  const auto frames = static_cast<std::int64_t>(1 + dice(dice(4) == 0 ? 3000 : 500));
  const std::int64_t from = at % (song_.view().frames() - frames);
  PcmView pcm = song_.view().slice(from, frames);
  pcm.first = session_.position();
  heard.samples.insert(heard.samples.end(), pcm.samples.begin(), pcm.samples.end());
  const Status status = session_.push(pcm);
  ASSERT_TRUE(status.has_value()) << status.error().message;
}

void LiveStage::press_a_key() {
  const std::vector<std::string> scenes{"a", "b", "c"};
  Cue cue;
  // The performer's clock is a little behind or ahead of the sound.
  cue.sample = {session_.position().value + static_cast<std::int64_t>(dice(4000)) - 3000};
  switch (dice(7)) {
    case 0:
      cue.type = CueType::kSwitch;
      cue.text = scenes[dice(3)];
      cue.duration = {static_cast<std::int64_t>(dice(20000))};
      break;
    case 1:
      cue.type = CueType::kFreeze;
      cue.number = dice(2);
      break;
    case 2:
      cue.type = CueType::kBlackout;
      cue.number = dice(2);
      break;
    case 3:
      cue.type = CueType::kParameter;
      cue.target = "a/0/bass";
      cue.values = {static_cast<double>(dice(100)) / 100};
      break;
    case 4:
      cue.type = CueType::kOpacity;
      cue.target = "b/1";
      cue.values = {static_cast<double>(dice(100)) / 100};
      break;
    case 5:
      cue.type = CueType::kQuality;
      cue.number = dice(4);
      break;
    default:
      cue.type = CueType::kMarker;
      cue.text = "mark";
  }
  const SampleIndex got = session_.add_cue(cue);
  cue.sample = got;
  cues[static_cast<std::int64_t>(cues.size())] = cue;
}

// Draws what lies `latency_` behind the sound; one in ten slots is dropped, every eighth frame is
// hashed, and hashes come soon or too late.
void LiveStage::draw() {
  const std::int64_t now = session_.position().value - latency_;
  std::vector<CommittedFrame> frames;
  for (SampleIndex at; (at = grid_.sample_of(FrameIndex{next_frame_})).value <= now;) {
    CommittedFrame frame{FrameIndex{next_frame_++}, at};
    if (dice(10) == 0) {
      frame.flags = timeline::kFrameDropped;
      ++dropped;
    }
    frame.hash_follows = plan_.hashes && frame.flags == 0 && frame.index.value % 8 == 0;
    if (at >= session_.final_until()) {
      shown[at.value] = session_.moment_at(at);
    }
    if (frame.hash_follows) {
      hashing_.push_back({frame.index, at, {64, 36}, "portable", {1, 2}});
    }
    frames.push_back(frame);
  }
  const Status status = session_.commit_frames(frames);
  ASSERT_TRUE(status.has_value()) << status.error().message;
  if (!hashing_.empty() && dice(30) == 0) {
    for (const auto& hash : hashing_) {
      session_.add_hash(hash);
    }
    hashing_.clear();
  }
}

void LiveStage::finish_frames() {
  latency_ = 0;
  draw();
  for (const auto& hash : hashing_) {
    session_.add_hash(hash);
  }
  hashing_.clear();
}

void LiveStage::play(double seconds, Keys keys) {
  const auto end =
      session_.position().value + static_cast<std::int64_t>(seconds * plan_.audio.sample_rate);
  while (session_.position().value < end) {
    session_.set_elapsed(nanoseconds_of(session_.position(), plan_.audio.sample_rate) + 20'000'000);
    push_block();
    if (dice(12) == 0 && keys == Keys::kSome) {
      press_a_key();
    }
    if (plan_.draws && dice(3) == 0 && !stalled_) {
      draw();
    }
    if (dice(150) == 0) {
      session_.pause(true, 0);
      session_.pause(false, 3.5);
    }
    if (dice(150) == 0) {
      const std::int64_t lost = 1 + dice(20000);
      heard.samples.resize(heard.samples.size() +
                           static_cast<std::size_t>(lost * plan_.audio.channels));
      const Status status = session_.push_silence(lost, "the device was away");
      ASSERT_TRUE(status.has_value()) << status.error().message;
    }
  }
}

}  // namespace reprise::session
