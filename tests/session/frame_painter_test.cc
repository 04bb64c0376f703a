// What is drawn on stage, moment by moment, against what a replay draws from the take of it.
#include "core/session/library/frame_painter.h"

#include <functional>
#include <optional>
#include <set>

#include <gtest/gtest.h>

#include "core/session/library/performance.h"
#include "tests/session/studio.h"

namespace reprise::session {
namespace {

constexpr std::string_view kShow = R"({
  "policy": {"mode": "time", "interval": 0.6, "transition": 0.2},
  "scenes": [
    {"name": "trail", "layers": [{"preset": "trail", "mappings": [{"feature": "peak", "role": "peak"}]}]},
    {"name": "all", "layers": [{"preset": "listener"}, {"preset": "sweep", "blend": "screen"},
                               {"preset": "trail", "blend": "add"}]}]})";
constexpr std::int64_t kRate = 48000;
constexpr FrameGrid kGrid{{30, 1}, kRate};
const std::set<std::int64_t> kNoDrops;

Cue freeze(std::int64_t sample, bool on) {
  Cue cue;
  cue.sample = {sample};
  cue.type = CueType::kFreeze;
  cue.number = on ? 1 : 0;
  return cue;
}
std::vector<Cue> a_freeze() {
  return {freeze(20000, true), freeze(40000, false)};
}

FramePainter painter_of(const ShowFiles& files) {
  auto renderer = render::Renderer::create({.mode = render::GlMode::kPortable, .size = {64, 36}});
  EXPECT_TRUE(renderer.has_value()) << renderer.error().message;
  auto painter = FramePainter::create(std::move(renderer).value(), files, {kRate, kFileEpochNs});
  EXPECT_TRUE(painter.has_value()) << painter.error().message;
  return std::move(painter).value();
}

// Plays the sound hop by hop and draws frames as they come, but for those in `dropped`, which show
// as the frame before.
std::vector<Hash128> perform(const ShowFiles& files, const Sound& sound, std::vector<Cue> cues,
                             const std::set<std::int64_t>& dropped) {
  FramePainter painter = painter_of(files);
  if (dropped.empty()) {  // and changes nothing
    EXPECT_TRUE(painter.warm_up(files.show));
  }
  auto performance = Performance::create(sound.format, files, {.seed = 1});
  EXPECT_TRUE(performance.has_value());
  EXPECT_TRUE(performance->push({sound.format, {}, {}}, cues, {}));
  Moment moment;
  ImageBuffer image;
  SampleIndex previous{-1};
  std::vector<Hash128> hashes;
  const std::int64_t count = kGrid.frame_count({sound.view().frames()});
  for (FrameIndex index; index.value < count; ++index.value) {
    const SampleIndex sample = kGrid.sample_of(index);
    while (performance->position().value + hop_size(kRate) <= sample.value) {
      const std::int64_t at = performance->position().value;
      EXPECT_TRUE(performance->push(sound.view().slice(at, hop_size(kRate)), cues, {}));
    }
    if (!dropped.contains(index.value)) {
      performance->moment(moment, painter.listens());
      EXPECT_TRUE(painter.draw_step(moment, {index, sample, previous}));
      EXPECT_TRUE(painter.renderer().read(image));
      previous = sample;
    }
    hashes.push_back(frame_hash(image.view()));
  }
  return hashes;
}

FrameSettings performed() {
  FrameSettings settings;
  settings.size = {64, 36};
  settings.fps = kGrid.fps;
  settings.timing = Timing::kPerformed;
  return settings;
}

// The take again with its header and frames changed; frames that `change` refuses are left out.
std::filesystem::path rewritten(Studio& studio, const std::filesystem::path& take,
                                const std::optional<timeline::TakePart>& part,
                                const std::function<bool(timeline::FrameRecord&)>& change) {
  timeline::TakeReader reader = studio.open(take);
  const auto target = studio.path("rewritten.mcap");
  timeline::TakeHeader header = reader.summary().header;
  header.part = part;
  auto writer =
      timeline::TakeWriter::create(posix_file_system(), target, header, *reader.attachments(), {});
  EXPECT_TRUE(writer.has_value());
  auto cursor = reader.read({});
  for (auto record = cursor.next(); record && *record; record = cursor.next()) {
    if (std::holds_alternative<timeline::TakeHeader>(**record)) {
      continue;
    }
    auto* frame = std::get_if<timeline::FrameRecord>(&**record);
    if (frame == nullptr || change(*frame)) {
      EXPECT_TRUE(writer->append(std::move(**record)).has_value());
    }
  }
  EXPECT_TRUE(writer->seal(*reader.summary().seal).has_value());
  return target;
}

// The take with these frames marked as not drawn.
std::filesystem::path with_drops(Studio& studio, const std::filesystem::path& take,
                                 const std::set<std::int64_t>& dropped) {
  return rewritten(studio, take, {}, [&](timeline::FrameRecord& frame) {
    if (dropped.contains(frame.index.value)) {
      frame.flags |= timeline::kFrameDropped;
    }
    return true;
  });
}

TEST(FramePainter, DrawsOnStageWhatAReplayShows) {
  Studio studio;
  const Sound sound = music(1.5);
  const ShowFiles files = studio.show(kShow);
  const auto take = studio.record("t.mcap", files, sound, {.cues = a_freeze()});
  const std::vector<Hash128> shown = perform(files, sound, a_freeze(), kNoDrops);
  EXPECT_GT(std::set(shown.begin(), shown.end()).size(), 20U);
  EXPECT_EQ(shown, studio.frames(take, performed()));
}

TEST(FramePainter, DroppedFramesAreNoSteps) {
  Studio studio;
  const std::set<std::int64_t> dropped{3, 4, 9, 17, 18, 19, 30};
  const Sound sound = music(1.5);
  const ShowFiles files = studio.show(kShow);
  const auto take = studio.record("t.mcap", files, sound, {.cues = a_freeze()});
  const std::vector<Hash128> shown = perform(files, sound, a_freeze(), dropped);
  EXPECT_NE(shown, perform(files, sound, a_freeze(), kNoDrops));
  EXPECT_EQ(shown, studio.frames(with_drops(studio, take, dropped), performed()));
}

TEST(FramePainter, AFrozenPictureStandsStill) {
  Studio studio;
  const std::vector<Hash128> shown = perform(studio.show(kShow), music(1.2), a_freeze(), kNoDrops);
  const std::int64_t first = kGrid.last_at_or_before({20000}).value + 1;
  const std::int64_t last = kGrid.last_at_or_before({40000}).value;
  for (std::int64_t n = first; n <= last; ++n) {
    EXPECT_EQ(shown[static_cast<std::size_t>(n)], shown[static_cast<std::size_t>(first)]) << n;
  }
  // The last step before the freeze is what stands.
  EXPECT_NE(shown[static_cast<std::size_t>(first) - 2], shown[static_cast<std::size_t>(first)]);
  EXPECT_NE(shown[static_cast<std::size_t>(last) + 1], shown[static_cast<std::size_t>(last)]);
}

// A take that begins in the middle of a performance: before its first frame there was another.
TEST(FramePainter, TheFirstFrameOfAPartFollowsOnAnother) {
  Studio studio;
  constexpr std::string_view kDelta = R"(/*{}*/
void main() { gl_FragColor = vec4(TIMEDELTA * 20.0, fract(TIME), float(FRAMEINDEX) / 64.0, 1.0); })";
  ASSERT_TRUE(write_file(posix_file_system(), studio.path("delta.fs"), as_byte_span(kDelta)));
  const auto take = studio.record(
      "t.mcap", studio.show(R"({"scenes": [{"name": "a", "layers": [{"preset": "delta"}]}]})"),
      music(1));
  const std::vector<Hash128> whole = studio.frames(take, performed());
  const auto part =
      rewritten(studio, take, timeline::TakePart{kGrid.sample_of({10}), {}},
                [](const timeline::FrameRecord& frame) { return frame.index.value >= 10; });
  FrameSettings settings = performed();
  settings.first = {10};
  EXPECT_EQ(studio.frames(part, settings), std::vector(whole.begin() + 10, whole.end()));
}

TEST(FramePainter, KnowsWhatAShowNeeds) {
  Studio studio;
  const FramePainter all = painter_of(studio.show(kShow));
  EXPECT_TRUE(all.listens());
  EXPECT_TRUE(all.has_steps());
  VisualState state;
  state.scene.entered = {7000};
  state.scene.layers.emplace_back().preset = "sweep";
  EXPECT_EQ(all.steps_since(state), std::nullopt);
  state.outgoing = state.scene;
  state.outgoing->entered = {3000};
  state.scene.layers.emplace_back().preset = "trail";
  EXPECT_EQ(all.steps_since(state), SampleIndex{7000});
  state.outgoing->layers[0].preset = "trail";
  EXPECT_EQ(all.steps_since(state), SampleIndex{3000});
  state.scene.layers.pop_back();
  EXPECT_EQ(all.steps_since(state), SampleIndex{3000});
  const FramePainter plain =
      painter_of(studio.show(R"({"scenes": [{"name": "a", "layers": [{"preset": "sweep"}]}]})"));
  EXPECT_FALSE(plain.listens());
  EXPECT_FALSE(plain.has_steps());
}

TEST(FramePainter, NamesThePresetThatDoesNotCompile) {
  Studio studio;
  ShowFiles files = studio.show(R"({"scenes": [{"name": "a", "layers": [{"preset": "sweep"}]}]})");
  PresetSource broken{"sweep", "/*{}*/\nvoid main() { oops }", {}, {}};
  files.presets[0].preset = isf::parse_preset(broken).value();
  auto renderer = render::Renderer::create({.mode = render::GlMode::kPortable, .size = {64, 36}});
  const auto painter = FramePainter::create(std::move(renderer).value(), files, {kRate, 0});
  ASSERT_FALSE(painter.has_value());
  EXPECT_EQ(painter.error().code, ErrorCode::kInvalid);
  EXPECT_NE(painter.error().message.find("sweep"), std::string::npos) << painter.error().message;
}

}  // namespace
}  // namespace reprise::session
