#include "core/timeline/take_identity.h"

#include "core/base/file_digest.h"

namespace reprise::timeline {

Result<std::string> take_identity(FileSystem& fs, const std::filesystem::path& path,
                                  TakeReader& take) {
  if (take.summary().seal && take.damage().empty()) {
    TRY(take.check());
  }
  TRY_ASSIGN(const auto attachments, take.attachments());
  if (!take.summary().seal || !take.damage().empty()) {
    TRY_ASSIGN(const Hash128 digest, file_xxh3(fs, path));
    return "unsealed-" + to_hex(digest);
  }
  // The seal's digest is that of the records; presets and pictures lie beside them.
  Xxh3Stream stream;
  update_with_part(stream, as_byte_span(to_hex(take.summary().seal->take_digest)));
  for (const Attachment& file : attachments) {
    update_with_part(stream, as_byte_span(file.name));
    update_with_part(stream, file.data);
  }
  return to_hex(stream.digest());
}

}  // namespace reprise::timeline
