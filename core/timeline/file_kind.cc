#include "core/timeline/file_kind.h"

#include <array>
#include <string_view>

namespace reprise::timeline {
namespace {

using std::string_view_literals::operator""sv;

struct FileKind {
  std::size_t at;  // where the mark stands
  std::string_view mark;
  std::string_view name;
};
constexpr std::array kFileKinds{
    FileKind{0, "fLaC"sv, "a FLAC file"},
    FileKind{0, "RIFF"sv, "a RIFF file (WAV, AVI or WebP)"},
    FileKind{0, "OggS"sv, "an Ogg file"},
    FileKind{0, "ID3"sv, "an MP3 file"},
    FileKind{0, "\x1A\x45\xDF\xA3"sv, "a Matroska or WebM file"},
    FileKind{4, "ftyp"sv, "an MP4 or QuickTime file"},
    FileKind{0, "\x28\xB5\x2F\xFD"sv, "a zstd file"},
    FileKind{0, "\x1F\x8B"sv, "a gzip file"},
    FileKind{0, "PK\x03\x04"sv, "a ZIP file"},
    FileKind{0, "\x89PNG"sv, "a PNG image"},
    FileKind{0, "{"sv, "JSON text"},
    FileKind{0, "\x89MCAP"sv, "an MCAP file of another version"},
};

}  // namespace

std::string describe_file_start(ByteSpan start) {
  if (start.empty()) {
    return "an empty file";
  }
  const std::string_view text = as_text(start);
  for (const FileKind& kind : kFileKinds) {
    if (text.size() >= kind.at && text.substr(kind.at).starts_with(kind.mark)) {
      return std::string(kind.name);
    }
  }
  return "a file of an unknown kind";
}

}  // namespace reprise::timeline
