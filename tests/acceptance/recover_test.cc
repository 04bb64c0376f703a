// Takes after a crash, through the programs: made whole, played, proved.
#include <chrono>
#include <csignal>
#include <thread>

#include <gmock/gmock.h>

#include "tests/acceptance/stage.h"

namespace reprise::acceptance {
namespace {

using testing::HasSubstr;

class Recover : public Stage {
 protected:
  void SetUp() override {
    write_sound("song.wav", music(4));
    record("song.wav", "show.mcap", small_take());
  }

  [[nodiscard]] std::string whole() const { return read_file(at("show.mcap")); }
  void damage(const std::string& bytes) const { write_file(at("broken.mcap"), bytes); }
  [[nodiscard]] Outcome recover(const Arguments& more = {}) const {
    Arguments arguments = {"reprise-inspect", "recover", "broken.mcap", "-o", "again.mcap"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
  [[nodiscard]] int doctor(std::string_view take) const {
    return run({"reprise-inspect", "doctor", std::string(take)}).code;
  }
  // A piece of zeros in the middle.
  [[nodiscard]] std::string zero_filled() const {
    std::string bytes = whole();
    bytes.replace(bytes.size() / 2, 2000, 2000, '\0');
    return bytes;
  }
};

TEST_F(Recover, WithoutItsEndATakeComesBackAsItWas) {
  damage(whole().substr(0, whole().size() - 700));
  const Outcome outcome = recover();
  EXPECT_EQ(outcome.code, 0) << outcome;
  EXPECT_THAT(outcome.out, HasSubstr("nothing is lost: the take is sealed as it was"));
  EXPECT_EQ(checksum("again.mcap"), checksum("show.mcap"));
}

TEST_F(Recover, ATornTakePlaysAndIsProved) {
  damage(whole().substr(0, whole().size() * 2 / 3));
  const std::string before = checksum("broken.mcap");
  const Outcome outcome = recover();
  EXPECT_EQ(outcome.code, 3) << outcome;
  EXPECT_THAT(outcome.out, HasSubstr("how much is unknown"));
  EXPECT_EQ(checksum("broken.mcap"), before);
  EXPECT_EQ(doctor("again.mcap"), 0);
  replay("again.mcap", "again.mkv", {"--codec", "ffv1"});
  const Outcome verified = run({"reprise-inspect", "verify", "again.mcap", "again.mkv"});
  EXPECT_EQ(verified.code, 0) << verified;
  // As much of the whole show as there is.
  replay("show.mcap", "show.mkv", {"--codec", "ffv1"});
  const auto frames = hashes("show.mkv");
  const auto kept = hashes("again.mkv");
  ASSERT_GT(kept.size(), 30U);
  ASSERT_LT(kept.size(), frames.size());
  EXPECT_TRUE(std::equal(kept.begin(), kept.end(), frames.begin()));
}

TEST_F(Recover, AKilledRecordingBecomesATake) {
  write_sound("long.wav", music(60));
  Arguments arguments = {"reprise-record", "long.wav", "-o", "killed.mcap"};
  for (const std::string& more : small_take()) {
    arguments.push_back(more);
  }
  arguments.insert(arguments.end(), {"--preset-path", "presets"});
  {
    Process process(arguments, {.folder = folder().path()});
    std::error_code none;
    while (process.running() &&
           (!exists("killed.mcap.partial") ||
            std::filesystem::file_size(at("killed.mcap.partial"), none) < 100'000)) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    process.send(SIGKILL);
    ASSERT_EQ(process.wait().code, 128 + SIGKILL);
  }
  const Outcome outcome =
      run({"reprise-inspect", "recover", "killed.mcap.partial", "-o", "killed.mcap"});
  EXPECT_EQ(outcome.code, 3) << outcome;
  EXPECT_EQ(doctor("killed.mcap"), 0);
  EXPECT_TRUE(exists("killed.mcap.partial"));
  replay("killed.mcap", "killed.mkv", {"--codec", "ffv1", "--duration", "0.5"});
  EXPECT_EQ(run({"reprise-inspect", "verify", "killed.mcap", "killed.mkv"}).code, 0);
}

TEST_F(Recover, LostSoundIsSilentAndTheSealSaysSo) {
  damage(zero_filled());
  const Outcome outcome = recover({"--json"});
  EXPECT_EQ(outcome.code, 3) << outcome;
  const Json report = json_of(outcome);
  EXPECT_EQ(report["chunks"]["lost"]["at_least"], 1);
  EXPECT_EQ(report["topics"]["/audio/0"]["lost"]["exact"], true);
  EXPECT_GT(report["samples_lost"].get<int>(), 0);
  EXPECT_EQ(doctor("again.mcap"), 0);
  const Json info = json_of(run({"reprise-inspect", "info", "--json", "again.mcap"}));
  EXPECT_EQ(info["complete"], true);
  EXPECT_EQ(info["seal"]["lost_samples"], report["samples_lost"]);
  ASSERT_EQ(run({"reprise-inspect", "extract", "audio", "again.mcap", "-o", "again.wav"}).code, 3);
  const std::string format = info["audio"]["bits"] == 16 ? "s16le" : "s24le";
  ffmpeg({"-i", "again.wav", "-f", format, "again.raw"});
  EXPECT_EQ(info["seal"]["pcm_sha256"], checksum("again.raw"));
}

TEST_F(Recover, TheSecondTimeNothingIsLost) {
  damage(zero_filled());
  ASSERT_EQ(recover().code, 3);
  const Outcome again = run({"reprise-inspect", "recover", "again.mcap", "-o", "third.mcap"});
  EXPECT_EQ(again.code, 0) << again;
  EXPECT_EQ(checksum("third.mcap"), checksum("again.mcap"));
}

TEST_F(Recover, TakesAsTextAreTakesToo) {
  ASSERT_EQ(run({"reprise-inspect", "convert", "show.mcap", "-o", "show.jsonl"}).code, 0);
  const std::string text = read_file(at("show.jsonl"));
  // One of its chunks altered: its closing line does not fit any more.
  const std::size_t cue = text.find("\"/frame\"", text.size() / 2);
  ASSERT_NE(cue, std::string::npos);
  std::string altered = text;
  const std::size_t digit = altered.find("\"index\":", cue) + 9;
  altered[altered[digit] == '"' ? digit + 1 : digit] = '7';
  write_file(at("broken.jsonl"), altered);
  const Outcome outcome =
      run({"reprise-inspect", "recover", "broken.jsonl", "-o", "again.jsonl.zst"});
  EXPECT_EQ(outcome.code, 3) << outcome;
  EXPECT_THAT(outcome.out, HasSubstr("lost     1 chunk"));
  EXPECT_EQ(run({"reprise-inspect", "recover", "again.jsonl.zst", "-o", "again.mcap"}).code, 0);
  EXPECT_EQ(doctor("again.mcap"), 0);
  // Whole but for its last line.
  write_file(at("torn.jsonl"), text.substr(0, text.size() - 3));
  EXPECT_EQ(run({"reprise-inspect", "recover", "torn.jsonl", "-o", "whole.mcap"}).code, 0);
  EXPECT_EQ(checksum("whole.mcap"), checksum("show.mcap"));
}

TEST_F(Recover, ADryRunWritesNothing) {
  damage(zero_filled());
  const auto before = folder().list();
  const Outcome dry = run({"reprise-inspect", "recover", "--dry-run", "broken.mcap"});
  EXPECT_EQ(dry.code, 3) << dry;
  EXPECT_EQ(folder().list(), before);
  const Outcome wet = recover();
  // But for the name in front it says the same.
  EXPECT_EQ(dry.out.substr(dry.out.find(':')), wet.out.substr(wet.out.find(':')));
}

TEST_F(Recover, WhereNothingIsLeftNothingIsWritten) {
  damage("no take at all");
  const Outcome outcome = recover();
  EXPECT_EQ(outcome.code, 1) << outcome;
  EXPECT_THAT(outcome.err, HasSubstr("not a take but"));
  EXPECT_FALSE(exists("again.mcap"));
}

TEST_F(Recover, ThereIsNoOutputByAccident) {
  damage(zero_filled());
  write_file(at("again.mcap"), "mine");
  EXPECT_EQ(recover().code, 1);
  EXPECT_EQ(recover({"--no-clobber"}).code, 1);
  EXPECT_EQ(read_file(at("again.mcap")), "mine");
  EXPECT_EQ(recover({"-y"}).code, 3);
  EXPECT_EQ(run({"reprise-inspect", "recover", "broken.mcap"}).code, 2);
  EXPECT_EQ(run({"reprise-inspect", "recover", "broken.mcap", "-y", "-o", "broken.mcap"}).code, 2);
}

}  // namespace
}  // namespace reprise::acceptance
