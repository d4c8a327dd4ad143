//! Ending the program while something is under way.

use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::harness::World;

#[tokio::test]
async fn a_file_that_comes_slowly_does_not_keep_it_from_ending() {
    let (world, _) = World::with_brand().await;
    let cookie = world.signed_in("owner@example.org").await.cookie.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (end, told) = oneshot::channel::<()>();
    let app = world.app.clone();
    let served = tokio::spawn(async move {
        let end = async move { told.await.unwrap_or_default() };
        kamerton_web::serve(&app, listener, end, Duration::ZERO).await
    });

    let mut line = TcpStream::connect(address).unwrap();
    write!(
        line,
        "POST /imports HTTP/1.1\r\nhost: {address}\r\nsec-fetch-site: same-origin\r\n\
         cookie: {cookie}\r\ncontent-type: multipart/form-data; boundary=b\r\n\
         content-length: 1000\r\n\r\n--b\r\ncontent-disposition: form-data; name=\"files\"; \
         filename=\"a.csv\"\r\n\r\nthe first half"
    )
    .unwrap();
    let uploads = &world.app.options().uploads;
    while std::fs::read_dir(uploads).map_or(0, Iterator::count) == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }

    end.send(()).unwrap();
    served.await.unwrap().unwrap();
}
