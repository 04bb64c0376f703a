#include "tests/timeline/jsonl_fixture.h"

#include <sstream>

#include "core/base/check.h"
#include "core/timeline/convert.h"

namespace reprise::timeline {

Bytes converted(ByteSpan take, const std::string& name, Loss loss) {
  MemoryFileSystem fs;
  fs.put("input", take);
  auto conversion = Conversion::start(fs, "input", name, *container_by_name(name));
  CHECK(conversion.has_value());
  for (bool more = true; more;) {
    const auto step = conversion->step();
    CHECK(step.has_value());
    more = *step;
  }
  CHECK(loss == Loss::kExpected || (conversion->damage().empty() && conversion->finished()));
  CHECK(!fs.exists(name));
  CHECK(conversion->finish().has_value());
  return *fs.content(name);
}

std::vector<std::string> lines_of(ByteSpan text) {
  std::istringstream stream{std::string(as_text(text))};
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) {
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> lines_with(ByteSpan text, std::string_view part) {
  std::vector<std::string> lines = lines_of(text);
  std::erase_if(lines,
                [&](const std::string& line) { return line.find(part) == std::string::npos; });
  return lines;
}

Bytes text_of(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    text += line + '\n';
  }
  const ByteSpan bytes = as_byte_span(text);
  return {bytes.begin(), bytes.end()};
}

}  // namespace reprise::timeline
