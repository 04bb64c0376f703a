// What other tools make of a take that begins in the middle of a live run: it stays one, with the
// state that it begins with.
#include <gtest/gtest.h>

#include "core/session/export/trim_plan.h"
#include "core/session/library/pcm_digest.h"
#include "core/session/library/take_audio.h"
#include "core/session/recover/recover_take.h"
#include "core/session/verify/begin_state.h"
#include "core/timeline/convert.h"
#include "core/timeline/doctor.h"
#include "core/timeline/merge.h"
#include "core/timeline/trim.h"
#include "tests/session/live_checks.h"

namespace reprise::session {
namespace {

using timeline::TakeReader;

// A run of which a take begins in the middle.
class LiveEdit : public testing::Test {
 protected:
  LiveEdit() : stage_(studio_, studio_.show(kLiveShow), {}) {
    stage_.play(6);
    stage_.start("live.mcap");
    stage_.play(8);
    stage_.finish_frames();
    end_ = stage_.stop(TakeStop::kHeard);
  }

  timeline::TakeWriter writer(const std::filesystem::path& path, const timeline::TakeHeader& header,
                              TakeReader& from) {
    return std::move(
        *timeline::TakeWriter::create(posix_file_system(), path, header, *from.attachments(), {}));
  }

  Studio studio_;
  LiveStage stage_;
  TakeEnd end_;
};

Sha256 digest_of(TakeReader& take, SampleIndex end, SampleIndex sound_start) {
  auto audio = TakeAudio::open(take, {0}, end, sound_start);
  PcmDigest digest;
  for (PcmView pcm = *audio->read(); !pcm.samples.empty(); pcm = *audio->read()) {
    digest.update(pcm);
  }
  return digest.digest();
}

TEST_F(LiveEdit, ATrimmedTakeShowsTheSame) {
  TakeReader take = studio_.open(end_.stats.path);
  const ReplayShow show = *replay_show(take, {}, studio_.library());
  for (const double seconds : {0.2, 3.0, 6.5}) {
    const SampleIndex start{end_.stats.start.value + static_cast<std::int64_t>(seconds * 48000)};
    const SampleIndex end{start.value + 48000};
    const auto plan = plan_trim(take, show, start, end, {});
    ASSERT_TRUE(plan.has_value()) << plan.error().message;
    const auto path = studio_.path("part-" + std::to_string(seconds) + ".mcap");
    auto out = writer(path, timeline::trimmed_header(take.summary().header, *plan), take);
    ASSERT_TRUE(timeline::write_trimmed(take, out, *plan, {}).has_value());
    timeline::Seal seal = *take.summary().seal;
    seal.samples = plan->end;
    seal.pcm_sha256 = digest_of(take, plan->end, plan->sound_start);
    ASSERT_TRUE(out.seal(seal).has_value());
    expect_replays(stage_, studio_, path, start, end);
    expect_sound(stage_, studio_, path, end);
    expect_sound_file(path);
  }
}

TEST_F(LiveEdit, AMergedTakeShowsTheSame) {
  const auto voice = studio_.record("voice.mcap", studio_.show(kLiveShow), music(3));
  TakeReader a = studio_.open(end_.stats.path);
  TakeReader b = studio_.open(voice);
  timeline::MergeOptions options;
  options.offset = end_.stats.start;
  const auto path = studio_.path("both.mcap");
  auto out =
      writer(path, *timeline::merged_header(a.summary().header, b.summary().header, options), a);
  ASSERT_TRUE(timeline::write_merged(a, b, options, out, {}).has_value());
  ASSERT_TRUE(out.seal(*a.summary().seal).has_value());
  expect_replays(stage_, studio_, path, end_.stats.start, end_.seal.samples);
  expect_sound(stage_, studio_, path, end_.seal.samples);
  expect_sound_file(path);
}

TEST_F(LiveEdit, TheDoctorFindsAStateThatCannotBe) {
  TakeReader take = studio_.open(end_.stats.path);
  const auto whole = *take.attachments();
  const auto is_state = [](const timeline::Attachment& file) {
    return file.name.starts_with("state/");
  };
  EXPECT_EQ(std::ranges::count_if(whole, is_state), 3);
  // Without one of the three; with one of another moment; behind the beginning of the take.
  for (int way = 0; way < 3; ++way) {
    auto files = whole;
    timeline::TakeHeader header = take.summary().header;
    if (way == 0) {
      files.erase(std::ranges::find_if(files, is_state));
    } else if (way == 1) {
      PerformanceState state = **state_in(files);
      std::erase_if(files, is_state);
      state.reached.hop.value -= 1;
      state.reached.sample.value -= 256;
      std::ranges::move(attachments_of(state), std::back_inserter(files));
    } else {
      header.part->sound_start.value -= 1;
    }
    const auto path = studio_.path("wrong" + std::to_string(way) + ".mcap");
    auto out = timeline::TakeWriter::create(posix_file_system(), path, header, files, {});
    ASSERT_TRUE(out.has_value());
    ASSERT_TRUE(out->seal({}).has_value());
    timeline::Diagnosis diagnosis = *timeline::diagnose(posix_file_system(), path);
    diagnosis.errors = 0;  // it has no sound, either
    ASSERT_TRUE(examine_state(posix_file_system(), path, diagnosis).has_value());
    EXPECT_EQ(diagnosis.errors, 1U) << way;
    EXPECT_TRUE(std::ranges::any_of(diagnosis.findings, [](const timeline::Finding& finding) {
      return finding.code == "state";
    })) << way;
  }
}

// As an editor of its text may leave it.
TEST_F(LiveEdit, TheDoctorNamesCuesThatNameNothing) {
  TakeReader take = studio_.open(end_.stats.path);
  const timeline::TakeHeader& header = take.summary().header;
  const auto path = studio_.path("typo.mcap");
  auto out =
      timeline::TakeWriter::create(posix_file_system(), path, header, *take.attachments(), {});
  ASSERT_TRUE(out.has_value());
  for (const std::int64_t seconds : {3, 4}) {
    Cue cue;
    cue.sample = {seconds * header.audio.sample_rate};
    cue.type = CueType::kSwitch;
    cue.text = "vers";
    ASSERT_TRUE(out->append(cue).has_value());
  }
  ASSERT_TRUE(out->seal({}).has_value());
  timeline::Diagnosis diagnosis = *timeline::diagnose(posix_file_system(), path);
  diagnosis.errors = 0;  // it has no sound
  ASSERT_TRUE(examine_state(posix_file_system(), path, diagnosis).has_value());
  EXPECT_EQ(diagnosis.errors, 0U);
  const auto found = std::ranges::find(diagnosis.findings, "cue-name", &timeline::Finding::code);
  ASSERT_NE(found, diagnosis.findings.end());
  EXPECT_EQ(found->severity, mcap::Severity::kWarning);
  EXPECT_TRUE(found->what.starts_with(
      "2 cues do nothing, the first at 3.000 s: switch: scene 'vers' (there is: "))
      << found->what;
  // What was recorded names what is there.
  diagnosis = *timeline::diagnose(posix_file_system(), end_.stats.path);
  ASSERT_TRUE(examine_state(posix_file_system(), end_.stats.path, diagnosis).has_value());
  EXPECT_EQ(diagnosis.findings.size(), 0U);
}

TEST_F(LiveEdit, TextAndBackIsTheSameFile) {
  const auto text = studio_.path("live.jsonl");
  const auto back = studio_.path("back.mcap");
  for (const auto& [from, to, container] :
       {std::tuple(end_.stats.path, text, timeline::TakeContainer::kJsonl),
        std::tuple(text, back, timeline::TakeContainer::kMcap)}) {
    auto conversion = timeline::Conversion::start(posix_file_system(), from, to, container);
    ASSERT_TRUE(conversion.has_value()) << conversion.error().message;
    for (auto more = conversion->step(); more && *more; more = conversion->step()) {
    }
    ASSERT_TRUE(conversion->finish().has_value());
  }
  EXPECT_EQ(content(back), content(end_.stats.path));
  expect_replays(stage_, studio_, text, end_.stats.start, end_.seal.samples);
}

TEST_F(LiveEdit, ARecoveredTakeShowsTheSame) {
  // As a killed recorder leaves it, and with sound missing at its start.
  const Bytes whole = content(end_.stats.path);
  const auto torn = studio_.path("torn.mcap.partial");
  ASSERT_TRUE(write_file(posix_file_system(), torn, ByteSpan(whole).first(whole.size() * 3 / 4)));
  const auto path = studio_.path("recovered.mcap");
  const auto recovered = recover_take(posix_file_system(), torn, path);
  ASSERT_TRUE(recovered.has_value()) << recovered.error().message;
  EXPECT_EQ(recovered->report.samples_lost, 0);
  TakeReader take = studio_.open(path);
  EXPECT_GT(take.summary().end.value, end_.stats.start.value + 3 * 48000);
  expect_replays(stage_, studio_, path, end_.stats.start,
                 {only<timeline::FrameRecord>(records_of(take)).back().sample.value + 1});
  expect_sound(stage_, studio_, path, take.summary().end);
  expect_sound_file(path);
}

TEST_F(LiveEdit, ALostBeginningIsCountedFromWhereTheTakeBegins) {
  Bytes damaged = content(end_.stats.path);
  TakeReader take = studio_.open(end_.stats.path);
  // The second chunk: the first with sound. Found by its records' place: behind the attachments.
  const std::string_view text = as_text(damaged);
  std::size_t at = 0;
  for (int chunk = 0; chunk < 2; ++chunk) {
    at = text.find("zstd", at + 1);
  }
  ASSERT_NE(at, std::string_view::npos);
  damaged[at + 100] ^= std::byte{1};
  const auto torn = studio_.path("damaged.mcap");
  ASSERT_TRUE(write_file(posix_file_system(), torn, damaged));
  const auto path = studio_.path("recovered.mcap");
  const auto recovered = recover_take(posix_file_system(), torn, path);
  ASSERT_TRUE(recovered.has_value()) << recovered.error().message;
  EXPECT_GT(recovered->report.samples_lost, 0);
  EXPECT_LT(recovered->report.samples_lost, 2 * 48000);
}

}  // namespace
}  // namespace reprise::session
