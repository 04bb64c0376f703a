// Encoded bytes on other CPUs: the same program under another glibc dispatch and under qemu.
#include <string>

#include <gtest/gtest.h>

#include "tests/media/programs.h"

namespace reprise::media::test {
namespace {

const std::string kDigest = "'" REPRISE_ENCODER_DIGEST "'";

std::string digests(const std::string& prefix) {
  const ProgramResult result = run_program(prefix + " " + kDigest + " 2>/dev/null");
  EXPECT_EQ(result.status, 0) << prefix;
  EXPECT_NE(result.output.find("flac-24 "), std::string::npos) << prefix;
  return result.output;
}

TEST(EncoderCpu, HasTheSameBytesWithoutGlibcsFmaRoutines) {
  EXPECT_EQ(digests("GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4"), digests(""));
}

TEST(EncoderCpu, HasTheSameBytesOnEveryCpuModel) {
  SKIP_WITHOUT_PROGRAM("qemu-x86_64");
  const std::string native = digests("");
  for (const std::string model : {"Nehalem", "Haswell"}) {
    EXPECT_EQ(digests("qemu-x86_64 -cpu " + model), native) << model;
  }
}

}  // namespace
}  // namespace reprise::media::test
