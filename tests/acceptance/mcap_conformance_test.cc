// The driver of the public MCAP conformance suite against the real program, where both it and node
// are at hand. MCAP_CONFORMANCE_DIR names the suite's folder.
#include <cstdlib>
#include <filesystem>

#include "tests/acceptance/stage.h"

namespace reprise::acceptance {
namespace {

TEST(McapConformance, TheDriverPassesEveryCase) {
  SKIP_WITHOUT("node");
  const char* folder = std::getenv("MCAP_CONFORMANCE_DIR");
  if (folder == nullptr) {
    GTEST_SKIP() << "MCAP_CONFORMANCE_DIR is not set";
  }
  const std::filesystem::path suite(folder);
  const std::string program = "\"" REPRISE_BIN_DIR "/reprise-inspect\" mcap-conformance ";
  const Folder here;
  const Outcome outcome =
      run({"node", (suite / "run.mjs").string(), (suite / "data").string(), "--streamed",
           program + "stream", "--indexed", program + "index", "--writer", program + "write"},
          {here.path()});
  EXPECT_EQ(outcome.code, 0) << outcome;
  EXPECT_EQ(outcome.out,
            "streamed-reader: pass 416 fail 0 skipped 0 of 416\n"
            "indexed-reader: pass 16 fail 0 skipped 400 of 416\n"
            "writer: pass 208 fail 0 skipped 208 of 416\n");
}

}  // namespace
}  // namespace reprise::acceptance
