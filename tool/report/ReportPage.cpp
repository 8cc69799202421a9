#include "tool/report/Report.h"

#include "PageTexts.inc"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/SHA256.h"

using json = nlohmann::ordered_json;
using llvm::StringRef;

namespace premap {

/// The element of a script of type JSON ends at the first `</script`, whatever
/// it stands in.
static std::string inScript(const json &Data) {
  std::string Out;
  for (char C : Data.dump(-1, ' ', /*ensure_ascii=*/true,
                          json::error_handler_t::replace)) {
    if (C == '<' || C == '>' || C == '&')
      Out += "\\u00" + llvm::utohexstr(C, /*LowerCase=*/true, 2);
    else
      Out += C;
  }
  return Out;
}

/// What a Content-Security-Policy knows a text by.
static std::string sourceHash(StringRef Text) {
  return "'sha256-" +
         llvm::encodeBase64(
             llvm::SHA256::hash(llvm::arrayRefFromStringRef(Text))) +
         "'";
}

std::string reportPage(const json &Report) {
  const std::string Policy = "default-src 'none'; base-uri 'none'; "
                             "form-action 'none'; script-src " +
                             sourceHash(ScriptText) + "; style-src " +
                             sourceHash(StyleText);
  const std::pair<StringRef, std::string> Parts[] = {
      {"{{policy}}", Policy},
      {"{{style}}", StyleText},
      {"{{data}}", inScript(Report)},
      {"{{script}}", ScriptText}};
  std::string Out;
  StringRef Rest = FrameText;
  for (const auto &[Mark, Text] : Parts) {
    auto [Before, After] = Rest.split(Mark);
    Out += Before;
    Out += Text;
    Rest = After;
  }
  return Out + Rest.str();
}

llvm::Expected<std::string> reportToHtml(const ReportInput &Input) {
  llvm::Expected<json> Report = reportToJson(Input);
  if (!Report)
    return Report.takeError();
  return reportPage(*Report);
}

} // namespace premap
