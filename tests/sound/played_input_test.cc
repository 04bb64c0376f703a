// A song through the speakers: what is read, and what is heard there.
#include <algorithm>
#include <cstdlib>
#include <future>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/sound/sound_probe.h"
#include "tests/support/wait_until.h"
#include "tools/sound/play_sound.h"

namespace reprise::tools {
namespace {

using std::chrono::milliseconds;
using test::SoundServer;

constexpr AudioFormat kFormat{48'000, 2, 16};

// A song in pieces of 1000 frames.
PcmSource song(const Samples& samples) {
  auto at = std::make_shared<std::size_t>(0);
  return [at, &samples]() -> Result<PcmView> {
    const std::size_t count = std::min<std::size_t>(2000, samples.size() - *at);
    const PcmView piece{kFormat, {}, std::span(samples).subspan(*at, count)};
    *at += count;
    return piece;
  };
}

class PlayedInput : public testing::Test {
 protected:
  void SetUp() override {
    SKIP_WITHOUT_SOUND_SERVER();
    server_ = SoundServer::start();
    ASSERT_NE(server_, nullptr);
  }

  void play(PcmSource source) {
    auto opened = play_sound(std::move(source), kFormat, "");
    ASSERT_TRUE(opened) << opened.error().message;
    played_ = std::move(*opened);
  }

  std::unique_ptr<SoundServer> server_;
  std::unique_ptr<SoundInput> played_;
};

TEST_F(PlayedInput, IsHeardAndReadBitForBit) {
  const Samples noise = make_noise(kFormat, 2);
  auto microphone = open_sound_input({.device = "monitor", .wanted = kFormat});
  ASSERT_TRUE(microphone) << microphone.error().message;
  play(song(noise));
  const Captured read = capture(*played_, for_seconds(20));
  EXPECT_EQ(read.samples, noise);
  EXPECT_EQ(played_->state(), SoundState::kEnded);
  EXPECT_EQ(read.lost, 0);
  const Captured heard = capture(**microphone, for_seconds(0.3));
  const std::size_t place = place_of(heard.samples, std::span(noise).first(400));
  ASSERT_LT(place, heard.samples.size());
  if (played_->xruns() > 0) {
    GTEST_SKIP() << "the machine was too busy for its output";
  }
  EXPECT_EQ(place_of(heard.samples, noise), place);
  // Both say when the first sample was heard.
  const double there = heard.zero_ms() + static_cast<double>(place) / 2 / 48;
  EXPECT_NEAR(read.zero_ms(), there, 10) << "a block";
}

TEST_F(PlayedInput, AReaderThatSleepsLosesNothing) {
  const Samples noise = make_noise(kFormat, 2.5);
  play(song(noise));
  std::this_thread::sleep_for(milliseconds(2300));
  EXPECT_GE(played_->xruns(), 1U);
  const Captured read = capture(*played_, for_seconds(20));
  EXPECT_EQ(read.samples, noise);
}

// A slow disk, or a heavy decoder.
TEST_F(PlayedInput, ASourceThatHangsHoldsUpNobody) {
  const Samples noise = make_noise(kFormat, 6);
  std::promise<void> goes_on;
  const std::shared_future<void> waits(goes_on.get_future());
  play([inner = song(noise), waits, calls = 0]() mutable {
    if (++calls == 5 * 48) {  // beyond all that is decoded ahead at first
      waits.wait();
    }
    return inner();
  });
  milliseconds longest{0};
  const auto read_for = [&](double seconds) {
    const auto enough = for_seconds(seconds);
    while (!enough({})) {
      const auto asked = std::chrono::steady_clock::now();
      ASSERT_TRUE(played_->read(milliseconds(20)));
      longest = std::max(longest, std::chrono::duration_cast<milliseconds>(
                                      std::chrono::steady_clock::now() - asked));
    }
  };
  read_for(5.5);
  EXPECT_LT(longest, milliseconds(400)) << "of a busy machine; the source hung for half a second";
  EXPECT_GE(played_->xruns(), 1U);
  EXPECT_EQ(played_->state(), SoundState::kRunning);
  goes_on.set_value();
  EXPECT_TRUE(wait_until([&] {
    EXPECT_TRUE(played_->read(milliseconds(20)));
    return played_->state() == SoundState::kEnded;
  }));
}

TEST_F(PlayedInput, GoesOnWhenTheDeviceIsBack) {
  const Samples noise = make_noise(kFormat, 1);
  play(song(noise));
  Captured read = capture(*played_, for_seconds(0.3));
  server_->kill();
  EXPECT_TRUE(wait_until([&] { return played_->state() == SoundState::kLost; }));
  ASSERT_TRUE(server_->restart());
  const Captured rest = capture(*played_, for_seconds(20));
  read.samples.insert(read.samples.end(), rest.samples.begin(), rest.samples.end());
  EXPECT_EQ(read.samples, noise);
  EXPECT_EQ(played_->state(), SoundState::kEnded);
}

TEST_F(PlayedInput, AFailingSourceFailsTheRead) {
  int calls = 0;
  const Samples quiet(2000);
  play([&]() -> Result<PcmView> {
    if (++calls > 100) {  // a little more than is pulled ahead
      return corrupt("the song is damaged");
    }
    return PcmView{kFormat, {}, quiet};
  });
  Result<std::optional<SoundBlock>> block = std::nullopt;
  for (int i = 0; i < 1000 && block; ++i) {
    block = played_->read(milliseconds(10));
  }
  ASSERT_FALSE(block);
  EXPECT_EQ(block.error().message, "the song is damaged");
}

TEST_F(PlayedInput, ASongWithoutSoundEnds) {
  const Samples none;
  play(song(none));
  EXPECT_TRUE(wait_until([&] { return played_->state() == SoundState::kEnded; }));
  EXPECT_FALSE(*played_->read(milliseconds(0)));
}

TEST_F(PlayedInput, AnUnknownOutputIsRefused) {
  const Samples none;
  const auto refused = play_sound(song(none), kFormat, "cellar");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "no sound output 'cellar': there is 'stage'");
}

TEST(SoundToDisk, IsPlayedBitForBit) {
  const std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("reprise-disk-out-" + std::to_string(::getpid()));
  ::setenv("SDL_AUDIODRIVER", "disk", 1);
  ::setenv("SDL_DISKAUDIOFILE", path.c_str(), 1);
  const Samples noise = make_noise(kFormat, 0.5);
  {
    auto played = play_sound(song(noise), kFormat, "");
    ASSERT_TRUE(played) << played.error().message;
    EXPECT_EQ(capture(**played, for_seconds(20)).samples, noise);
  }
  const auto written = read_file(posix_file_system(), path);
  ASSERT_TRUE(written);
  Samples heard;
  to_canonical(*written, SampleFormat::kS16, heard);
  EXPECT_LT(place_of(heard, noise), heard.size());
  ::unsetenv("SDL_AUDIODRIVER");
  ::unsetenv("SDL_DISKAUDIOFILE");
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace reprise::tools
