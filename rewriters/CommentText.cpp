#include "rewriters/CommentText.h"

#include <array>
#include <cctype>

namespace premap {

static bool isWordChar(char C) {
  return std::isalnum(static_cast<unsigned char>(C)) || C == '_';
}

std::vector<size_t> wordsIn(std::string_view Text, std::string_view Word) {
  std::vector<size_t> Places;
  for (size_t At = Text.find(Word); At != std::string_view::npos;
       At = Text.find(Word, At + 1)) {
    size_t End = At + Word.size();
    bool Starts = At == 0 || !isWordChar(Text[At - 1]);
    bool Ends = End == Text.size() || !isWordChar(Text[End]);
    if (Starts && Ends)
      Places.push_back(At);
  }
  return Places;
}

const Range *commentBefore(const SourceText &T, unsigned Offset, int Lines) {
  for (const Range &C : T.comments()) {
    if (C.End > Offset)
      break;
    std::string_view Between = T.slice({C.End, Offset});
    bool OnlySpace =
        Between.find_first_not_of(" \t\r\n") == std::string_view::npos;
    // An empty line separates: the comment is about something else.
    if (OnlySpace && std::count(Between.begin(), Between.end(), '\n') <= Lines)
      return &C;
  }
  return nullptr;
}

/// "name" of a kernel-doc line ` *	@name: ..`; Place is the name's offset.
static std::string documentedName(std::string_view Line, size_t &Place) {
  Place = Line.find('@');
  if (Place == std::string_view::npos ||
      Line.substr(0, Place).find_first_not_of(" \t*") != std::string_view::npos)
    return "";
  ++Place;
  size_t End = Place;
  while (End < Line.size() && isWordChar(Line[End]))
    ++End;
  if (End == Line.size() || Line[End] != ':')
    return "";
  return std::string(Line.substr(Place, End - Place));
}

/// True for a line that goes on with the description above it: its text stands
/// further right than the `@` at display column \p Column did.
static bool isContinuation(std::string_view Line, unsigned Column) {
  size_t Text = Line.find_first_not_of(" \t*");
  return Text != std::string_view::npos && Line[Text] != '/' &&
         columnAfter(Line.substr(0, Text), 0) > Column;
}

/// What people call a VMA, the longer ones first; all but the first two in any
/// case.
static constexpr std::array<std::string_view, 10> VmaWords = {
    "struct vm_area_struct",
    "vm_area_struct",
    "virtual memory region",
    "virtual memory area",
    "vm area struct",
    "vm area structure",
    "vma structure",
    "vma area",
    "vm area",
    "vma"};

static std::string lower(std::string_view Text) {
  std::string Out(Text);
  for (char &C : Out)
    C = static_cast<char>(std::tolower(static_cast<unsigned char>(C)));
  return Out;
}

/// What a description that says \p Word, with \p Behind after it, says of the
/// descriptor.
static std::string descriptorWord(std::string_view Word,
                                  std::string_view Behind) {
  const size_t Type = Word.find("vm_area_struct");
  if (Type != std::string_view::npos)
    return std::string(Word.substr(0, Type)) + "vm_area_desc";
  // "VMA" is all capitals, "Virtual memory area" begins a sentence.
  const bool Begins = std::isupper(static_cast<unsigned char>(Word[0])) &&
                      std::islower(static_cast<unsigned char>(Word[1]));
  std::string Out = Begins ? "Descriptor" : "descriptor";
  for (std::string_view Use : {" to map", " to be mapped", " being mapped"})
    if (Behind.starts_with(Use))
      return Out + " of the area";
  return Out;
}

/// The parameter's description \p Line at \p Offset: what it calls a VMA is the
/// descriptor now.
static void describeDescriptor(Session &S, const SourceText &T,
                               std::string_view Line, unsigned Offset) {
  const std::string Lower = lower(Line);
  for (size_t At = 0; At < Line.size(); ++At) {
    if (At && isWordChar(Line[At - 1]))
      continue;
    for (std::string_view Word : VmaWords) {
      const size_t End = At + Word.size();
      if (Lower.compare(At, Word.size(), Word) != 0 ||
          (End < Line.size() && isWordChar(Line[End])))
        continue;
      const unsigned Begin = Offset + static_cast<unsigned>(At);
      S.edit(T, {Begin, Offset + static_cast<unsigned>(End)},
             descriptorWord(Line.substr(At, Word.size()), Line.substr(End)),
             "the documented parameter is the descriptor");
      At = End - 1;
      break;
    }
  }
}

/// Replaces `vma->vm_pgoff` and `@vma` in the text at \p Where of a comment.
template <typename EditFn>
static void nameDescriptor(const Subject &F, Range Where, EditFn Edit) {
  const std::string_view Text = F.Source->slice(Where);
  for (size_t Place : wordsIn(Text, F.Vma)) {
    const size_t End = Place + F.Vma.size();
    const unsigned Begin = Where.Begin + static_cast<unsigned>(Place);
    const bool Reference = Place && Text[Place - 1] == '@';
    size_t Last = End;
    if (Text.substr(End).starts_with("->"))
      for (Last += 2; Last < Text.size() && isWordChar(Text[Last]);)
        ++Last;
    const std::string Field =
        Last > End
            ? descField(std::string(Text.substr(End + 2, Last - End - 2)))
            : "";
    if (!Field.empty())
      Edit(Range{Begin, Where.Begin + static_cast<unsigned>(Last)},
           F.Desc + "->" + Field);
    else if (Reference && Last == End)
      Edit(Range{Begin, Where.Begin + static_cast<unsigned>(End)}, F.Desc);
  }
}

/// The comment \p Doc in front of a function, kernel-doc or like it.
static void convertKernelDoc(Session &S, const Subject &F, Range Doc) {
  const SourceText &T = *F.Source;
  bool Dropping = false, OfVma = false;
  unsigned Column = 0; ///< of the `@` that is gone or was the VMA's
  for (unsigned At = Doc.Begin; At < Doc.End; At = T.nextLine(At)) {
    unsigned End = std::min(T.lineEnd(At), Doc.End);
    std::string_view Line = T.slice({At, End});
    size_t Place = 0;
    std::string Name = documentedName(Line, Place);
    const bool GoesOn = Name.empty() && isContinuation(Line, Column);
    Dropping =
        (Dropping && GoesOn) || (F.IsHook && !F.File.empty() && Name == F.File);
    OfVma = (OfVma && GoesOn) || (!Name.empty() && Name == F.Vma);
    if (!Name.empty() && (Dropping || OfVma))
      Column = columnAfter(Line.substr(0, Place - 1), 0);
    if (Dropping) {
      S.edit(T, {T.lineBegin(At), T.nextLine(At)}, "",
             "the documented parameter is gone");
    } else if (OfVma) {
      size_t Text = 0;
      if (!Name.empty()) {
        Text = Place + Name.size();
        S.edit(T,
               {At + static_cast<unsigned>(Place),
                At + static_cast<unsigned>(Text)},
               F.Desc, "the documented parameter is the descriptor");
      }
      describeDescriptor(S, T, Line.substr(Text),
                         At + static_cast<unsigned>(Text));
    } else if (Name.empty()) {
      nameDescriptor(F, {At, End}, [&](Range Where, std::string New) {
        S.edit(T, Where, std::move(New), "a comment follows the parameter");
      });
    }
    if (T.nextLine(At) <= At)
      break;
  }
}

static void renameInComment(Session &S, Subject &F, const SourceText &T,
                            Range Comment) {
  // A word of everyday English in a comment need not mean the function.
  if (F.Facts->Name.find('_') == std::string::npos)
    return;
  Subject *Owner = nullptr;
  for (std::unique_ptr<Subject> &Other : S.Subjects)
    if (T.path() == Other->Source->path() &&
        range(Other->Facts->Definition).contains(Comment))
      Owner = Other.get();
  for (size_t Place : wordsIn(T.slice(Comment), F.Facts->Name)) {
    unsigned Begin = Comment.Begin + Place;
    Range Where{Begin, Begin + static_cast<unsigned>(F.Facts->Name.size())};
    if (Owner)
      Owner->replace(Where, F.NewName);
    else
      S.edit(T, Where, F.NewName, "a comment follows the name");
  }
}

void convertComments(Session &S, Subject &F, const std::string &Path) {
  const SourceText *T = S.text(Path);
  if (!T)
    return;
  if (F.IsHook && !F.IsTwin)
    for (const Range &Comment : T->comments())
      renameInComment(S, F, *T, Comment);
  if (T->path() != F.Source->path())
    return;
  if (F.Vma.empty())
    return;
  for (const Range &Comment : T->comments())
    if (range(F.Facts->Definition).contains(Comment))
      nameDescriptor(F, Comment, [&](Range Where, std::string New) {
        F.replace(Where, std::move(New));
      });
  // An empty line between kernel-doc and its function is common enough.
  if (const Range *Doc = commentBefore(*T, F.Facts->Definition.Offset, 2))
    convertKernelDoc(S, F, *Doc);
}

} // namespace premap
