#include "tests/session/live_checks.h"

#include <gtest/gtest.h>

#include "core/session/export/take_player.h"
#include "core/session/library/take_audio.h"
#include "core/session/verify/begin_state.h"
#include "core/session/verify/sealed_sound.h"
#include "core/timeline/doctor.h"

namespace reprise::session {

using timeline::FrameRecord;
using timeline::TakeReader;

std::vector<timeline::Record> records_of(TakeReader& take) {
  std::vector<timeline::Record> records;
  auto cursor = take.read({});
  for (;;) {
    auto record = cursor.next();
    if (!record || !*record) {
      EXPECT_TRUE(record.has_value());
      return records;
    }
    records.push_back(std::move(**record));
  }
}

namespace {

void expect_same(const Moment& live, const Moment& replayed, std::int64_t sample) {
  EXPECT_EQ(live.analysis.hop, replayed.analysis.hop) << sample;
  EXPECT_EQ(live.analysis.features, replayed.analysis.features) << sample;
  EXPECT_EQ(live.analysis.spectrum_hash, replayed.analysis.spectrum_hash) << sample;
  EXPECT_EQ(live.frozen_at, replayed.frozen_at) << sample;
  EXPECT_TRUE(live.state == replayed.state) << sample;
}

}  // namespace

void expect_replays(LiveStage& stage, Studio& studio, const std::filesystem::path& path,
                    SampleIndex from, SampleIndex to) {
  TakeReader take = studio.open(path);
  ASSERT_TRUE(take.check().has_value());
  EXPECT_TRUE(take.damage().empty());
  const ReplayShow show = *replay_show(take, {}, studio.library());
  auto player = TakePlayer::create(take, show);
  ASSERT_TRUE(player.has_value()) << player.error().message;
  const auto frames = only<FrameRecord>(records_of(take));
  std::int64_t in_part = 0;
  for (const FrameRecord& frame : frames) {
    const std::int64_t sample = frame.sample.value;
    ASSERT_TRUE(stage.shown.contains(sample)) << sample;
    ASSERT_TRUE(player->advance_to(frame.sample).has_value());
    Moment replayed;
    player->moment(replayed, true);
    const Moment& live = *stage.shown[sample];
    expect_same(live, replayed, sample);
    EXPECT_TRUE(std::equal(frame.features.begin(), frame.features.end(),
                           live.analysis.features.values.begin()));
    in_part += frame.sample >= from ? 1 : 0;
    if (testing::Test::HasFailure()) {
      return;
    }
  }
  EXPECT_EQ(in_part,
            std::distance(stage.shown.lower_bound(from.value), stage.shown.lower_bound(to.value)));
}

void expect_sound(const LiveStage& stage, Studio& studio, const std::filesystem::path& path,
                  SampleIndex to) {
  TakeReader take = studio.open(path);
  const timeline::TakeHeader header = take.summary().header;
  const SampleIndex from = header.part ? header.part->sound_start : SampleIndex{0};
  auto audio = TakeAudio::open(take, from, to);
  ASSERT_TRUE(audio.has_value());
  const auto width = static_cast<std::size_t>(header.audio.channels);
  for (;;) {
    const PcmView pcm = *audio->read();
    if (pcm.samples.empty()) {
      break;
    }
    ASSERT_TRUE(std::equal(
        pcm.samples.begin(), pcm.samples.end(),
        stage.heard.samples.begin() +
            static_cast<std::ptrdiff_t>(static_cast<std::size_t>(pcm.first.value) * width)));
  }
  EXPECT_EQ(audio->missing_samples(), 0);
}

void expect_sound_file(const std::filesystem::path& path) {
  auto diagnosis = timeline::diagnose(posix_file_system(), path);
  ASSERT_TRUE(diagnosis.has_value()) << diagnosis.error().message;
  ASSERT_TRUE(examine_state(posix_file_system(), path, *diagnosis).has_value());
  ASSERT_TRUE(examine_sound(posix_file_system(), path, *diagnosis).has_value());
  for (const timeline::Finding& finding : diagnosis->findings) {
    if (finding.code == "recovered") {
      continue;
    }
    ADD_FAILURE() << finding.code << ": " << finding.what;
  }
}

void expect_good(LiveStage& stage, Studio& studio, const TakeEnd& end) {
  EXPECT_EQ(end.stats.writer.out_of_order, 0U);
  EXPECT_EQ(end.stats.writer.dropped, 0U);
  expect_replays(stage, studio, end.stats.path, end.stats.start, end.seal.samples);
  expect_sound(stage, studio, end.stats.path, end.seal.samples);
  expect_sound_file(end.stats.path);
}

}  // namespace reprise::session
