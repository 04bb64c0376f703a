// What is decoded on other CPUs, and beside other threads: always the same bits.
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/media/flac.h"
#include "tests/media/hear.h"

namespace reprise::media {
namespace {

using namespace testing;
using ::testing::HasSubstr;
using ::testing::Not;

class DecodeCpu : public ::testing::Test {
 protected:
  void SetUp() override {
    REQUIRE_FFMPEG();
    const AudioFormat format{44100, 2, 24};
    const std::string in = raw_input(folder_ / "in.raw", format, music(format, 60'000));
    for (const char* name : {"a.mp3", "a.ogg", "a.m4a", "a.wma", "a.flac", "a.ac3", "a.wv"}) {
      make(in, name);
    }
    make(in + "-ar 48000 ", "a.opus");
    ffmpeg("-f lavfi -i testsrc2=s=321x241 -frames:v 1 " + (folder_ / "a.png").string());
    for (const char* name : {"a.jpg", "a.webp"}) {
      make("-i " + (folder_ / "a.png").string() + " ", name);
    }
    files_ += (folder_ / "a.png").string();
  }
  void make(const std::string& in, const std::string& name) {
    const fs::path path = folder_ / name;
    ffmpeg(in + path.string());
    files_ += path.string() + " ";
  }
  std::string digests(const std::string& prefix) {
    const Output output = run(prefix + " '" REPRISE_DECODE_DIGEST "' " + files_);
    EXPECT_EQ(output.exit_code, 0) << prefix;
    EXPECT_THAT(output.text, Not(HasSubstr("cannot")));
    return output.text;
  }

  TempFolder folder_;
  std::string files_;
};

TEST_F(DecodeCpu, GlibcsChoiceOfRoutinesChangesNothing) {
  EXPECT_EQ(digests("GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4"), digests(""));
}

TEST_F(DecodeCpu, EveryCpuModelDecodesTheSameBits) {
  if (!have_program("qemu-x86_64")) {
    GTEST_SKIP() << "qemu-x86_64 (package qemu-user) is needed to stand in for other CPUs";
  }
  const std::string native = digests("");
  for (const std::string model : {"Nehalem", "Haswell"}) {
    EXPECT_EQ(digests("qemu-x86_64 -cpu " + model), native) << model;
  }
}

TEST_F(DecodeCpu, OtherThreadsAtWorkChangeNothing) {
  for (const std::string name : {"a.m4a", "a.wma", "a.opus"}) {
    const Heard alone = must_hear(folder_ / name);
    std::vector<Heard> heard(4);
    std::vector<std::thread> threads;
    for (Heard& one : heard) {
      threads.emplace_back([&one, path = folder_ / name] { one = must_hear(path); });
    }
    threads.emplace_back([] {
      for (int i = 0; i < 50; ++i) {
        EXPECT_TRUE(FlacEncoder::create(AudioFormat{}));
      }
    });
    for (std::thread& thread : threads) {
      thread.join();
    }
    for (const Heard& one : heard) {
      EXPECT_EQ(one.samples, alone.samples) << name;
    }
  }
}

}  // namespace
}  // namespace reprise::media
