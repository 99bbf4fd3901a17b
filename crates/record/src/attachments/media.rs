//! What a file is, found from its first bytes and by reading it; and images without what cameras write into them.

use attune_therapy::attachment::{LARGEST, MediaType};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use std::io::Cursor;

/// Why a file cannot be attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AttachmentProblem {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Too large.
    #[error("the file is larger than 5 MB; make it smaller and attach it again")]
    TooLarge,
    /// Of another kind.
    #[error("only PNG and JPEG images, PDF documents and plain text can be attached")]
    OtherKind,
    /// Begins like an image but is not one.
    #[error("this image cannot be read; save it anew as PNG or JPEG and attach that")]
    Unreadable,
}

/// Larger pictures are refused before they are unpacked.
const MOST_PIXELS_A_SIDE: u32 = 12_000;
const MOST_MEMORY: u64 = 256 * 1024 * 1024;
const JPEG_QUALITY: u8 = 88;

/// Finds what `content` is. Images come back encoded anew: turned as they are meant to be seen, and without place,
/// time, device or thumbnail.
pub(super) fn clean(content: Vec<u8>) -> Result<(MediaType, Vec<u8>), AttachmentProblem> {
    if content.is_empty() {
        return Err(AttachmentProblem::Empty);
    }
    if content.len() as u64 > LARGEST {
        return Err(AttachmentProblem::TooLarge);
    }
    let kind = kind_of(&content).ok_or(AttachmentProblem::OtherKind)?;
    let content = match kind {
        MediaType::Png => encoded_anew(&content, ImageFormat::Png)?,
        MediaType::Jpeg => encoded_anew(&content, ImageFormat::Jpeg)?,
        MediaType::Pdf | MediaType::PlainText => content,
    };
    if content.len() as u64 > LARGEST {
        return Err(AttachmentProblem::TooLarge);
    }
    Ok((kind, content))
}

fn kind_of(content: &[u8]) -> Option<MediaType> {
    if content.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(MediaType::Png)
    } else if content.starts_with(b"\xff\xd8\xff") {
        Some(MediaType::Jpeg)
    } else if content.starts_with(b"%PDF-") {
        Some(MediaType::Pdf)
    } else if is_text(content) {
        Some(MediaType::PlainText)
    } else {
        None
    }
}

fn is_text(content: &[u8]) -> bool {
    let hidden = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    std::str::from_utf8(content).is_ok_and(|text| !text.chars().any(hidden))
}

fn encoded_anew(content: &[u8], format: ImageFormat) -> Result<Vec<u8>, AttachmentProblem> {
    let image = decoded(content, format).ok_or(AttachmentProblem::Unreadable)?;
    let mut bytes = Cursor::new(Vec::new());
    let written = match format {
        ImageFormat::Jpeg => {
            let encoder =
                image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
            DynamicImage::from(image.to_rgb8()).write_with_encoder(encoder)
        }
        _ => image.write_to(&mut bytes, ImageFormat::Png),
    };
    written.map_err(|_| AttachmentProblem::Unreadable)?;
    Ok(bytes.into_inner())
}

fn decoded(content: &[u8], format: ImageFormat) -> Option<DynamicImage> {
    let mut reader = ImageReader::with_format(Cursor::new(content), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_PIXELS_A_SIDE);
    limits.max_image_height = Some(MOST_PIXELS_A_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).ok()?;
    image.apply_orientation(orientation);
    Some(image)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn picture(format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let image = DynamicImage::from(image::RgbImage::from_pixel(
            20,
            10,
            image::Rgb([9, 120, 80]),
        ));
        image.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// A camera's note (EXIF) that the picture lies on its side and where it was taken.
    fn with_exif(jpeg: &[u8]) -> Vec<u8> {
        let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
        tiff.extend(b"taken at 40.4168 N 3.7038 W");
        let length = u16::try_from(2 + 6 + tiff.len()).unwrap();
        let mut bytes = jpeg[..2].to_vec();
        bytes.extend([0xff, 0xe1]);
        bytes.extend(length.to_be_bytes());
        bytes.extend(b"Exif\0\0");
        bytes.extend(tiff);
        bytes.extend(&jpeg[2..]);
        bytes
    }

    #[test]
    fn a_photo_loses_where_it_was_taken_and_is_turned_upright() {
        let photo = with_exif(&picture(ImageFormat::Jpeg));
        let place = b"40.4168 N";
        assert!(photo.windows(place.len()).any(|part| part == place));
        let (kind, cleaned) = clean(photo).unwrap();
        assert_eq!(kind, MediaType::Jpeg);
        assert!(!cleaned.windows(place.len()).any(|part| part == place));
        let image = image::load_from_memory(&cleaned).unwrap();
        assert_eq!((image.width(), image.height()), (10, 20));
    }

    #[test]
    fn what_a_file_is_comes_from_its_content() {
        assert_eq!(clean(picture(ImageFormat::Png)).unwrap().0, MediaType::Png);
        assert_eq!(clean(b"%PDF-1.7 ...".to_vec()).unwrap().0, MediaType::Pdf);
        let text = "Liebe Frau K.,\nbis Montag".as_bytes().to_vec();
        assert_eq!(clean(text.clone()).unwrap(), (MediaType::PlainText, text));
    }

    #[test]
    fn other_kinds_broken_images_and_large_files_are_refused() {
        assert_eq!(clean(Vec::new()), Err(AttachmentProblem::Empty));
        assert_eq!(
            clean(b"PK\x03\x04\0\0".to_vec()),
            Err(AttachmentProblem::OtherKind)
        );
        let broken = picture(ImageFormat::Png)[..40].to_vec();
        assert_eq!(clean(broken), Err(AttachmentProblem::Unreadable));
        let large = vec![b'a'; usize::try_from(LARGEST).unwrap() + 1];
        assert_eq!(clean(large), Err(AttachmentProblem::TooLarge));
    }
}
