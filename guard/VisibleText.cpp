#include "guard/VisibleText.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"

using llvm::StringRef;

namespace premap {

/// The bytes of the well-formed character at the start of \p Text, its number
/// in \p Code; 0 if there is none.
static unsigned decode(StringRef Text, llvm::UTF32 &Code) {
  auto *At = reinterpret_cast<const llvm::UTF8 *>(Text.data());
  auto *Start = At, *End = At + Text.size();
  bool Fine =
      llvm::convertUTF8Sequence(&At, End, &Code, llvm::strictConversion) ==
      llvm::conversionOK;
  return Fine ? At - Start : 0;
}

static bool isObeyed(llvm::UTF32 Code) {
  return Code < 0x20 || (Code >= 0x7f && Code < 0xa0) || Code == 0x61c ||
         Code == 0x200e || Code == 0x200f ||
         (Code >= 0x2028 && Code <= 0x202e) ||
         (Code >= 0x2066 && Code <= 0x2069);
}

static std::string spelledOut(StringRef Text, StringRef Except) {
  std::string Out;
  while (!Text.empty()) {
    llvm::UTF32 Code = 0;
    unsigned Length = decode(Text, Code);
    bool Stays = Length && (!isObeyed(Code) || Except.contains(Text.front()));
    if (Stays)
      Out += Text.take_front(Length);
    else if (Length > 1)
      Out += "\\u" + llvm::utohexstr(Code, /*LowerCase=*/true, 4);
    else
      Out += "\\x" + llvm::utohexstr(static_cast<unsigned char>(Text.front()),
                                     /*LowerCase=*/true, 2);
    Text = Text.drop_front(Length ? Length : 1);
  }
  return Out;
}

std::string visible(StringRef Text) { return spelledOut(Text, "\n\t"); }

std::string visibleName(StringRef Name) { return spelledOut(Name, ""); }

} // namespace premap
