#include "tests/timeline/recover_fixture.h"

namespace reprise::timeline {

Result<RecoveredBytes> recover_bytes(ByteSpan damaged) {
  MemoryFileSystem fs;
  fs.put("damaged.mcap", damaged);
  TRY_ASSIGN(Recovery recovery, Recovery::survey(fs, "damaged.mcap", {}));
  TRY_ASSIGN(auto file, fs.create("whole.mcap"));
  TRY(recovery.write(std::move(file)));
  TRY(recovery.seal(sha256({})));
  TRY(recovery.verify(fs, "whole.mcap"));
  TRY_ASSIGN(Bytes bytes, fs.content("whole.mcap"));
  return RecoveredBytes{std::move(bytes), recovery.report()};
}

}  // namespace reprise::timeline
