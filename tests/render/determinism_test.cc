// Portable frames do not depend on the run, on the number of rasterizer threads, nor on the CPU.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace reprise::render {
namespace {

// What the command prints; empty when it fails.
std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string output;
  std::array<char, 256> part{};
  while (pipe != nullptr && std::fgets(part.data(), part.size(), pipe.get()) != nullptr) {
    output += part.data();
  }
  return output;
}

std::string frame_hashes(const std::string& arguments, const std::string& emulator = "") {
  return output_of(emulator + " " + REPRISE_FRAME_HASH + " " + arguments + " 2>/dev/null");
}

TEST(PortableFrames, AreTheSameForAnyNumberOfThreads) {
  const std::string hashes = frame_hashes("portable");
  ASSERT_EQ(hashes.size(), 2U * 33U) << hashes;
  for (const char* threads : {"0", "1", "2", "4"}) {
    EXPECT_EQ(frame_hashes(std::string("portable ") + threads), hashes) << threads;
  }
}

TEST(NativeFrames, AreTheSameFromRunToRun) {
  const std::string hashes = frame_hashes("native 0");
  ASSERT_EQ(hashes.size(), 2U * 33U) << hashes;
  EXPECT_EQ(frame_hashes("native 2"), hashes);
}

class OnCpu : public testing::TestWithParam<const char*> {};

TEST_P(OnCpu, PortableFramesAreTheSame) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers cannot be emulated";
#endif
  if (std::system("qemu-x86_64 --version > /dev/null 2>&1") != 0) {
    GTEST_SKIP() << "qemu-x86_64 is not installed (package qemu-user)";
  }
  EXPECT_EQ(frame_hashes("portable 0", std::string("qemu-x86_64 -cpu ") + GetParam()),
            frame_hashes("portable 0"));
}

INSTANTIATE_TEST_SUITE_P(Models, OnCpu, testing::Values("Nehalem", "SandyBridge", "Haswell"),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace reprise::render
